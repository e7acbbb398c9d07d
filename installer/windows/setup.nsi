; The installer for Windows: for one person, without administrator's rights. Everything that it owns is the folder app and
; the files named here; whatever else lies in the chosen folder is the person's and stays.
Unicode true
Target amd64-unicode
ManifestSupportedOS Win10
ManifestLongPathAware true
ManifestDPIAware true
RequestExecutionLevel user

!define NAME "Anodescope"
!define PROJECT "Anodescope.Project"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define OLDEST_BUILD 17763 ; Windows 10 1809, the oldest that Qt runs on

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}\Setup" "Folder"
!ifdef FAST
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh
!include WinVer.nsh

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

!macro SAY NAME ENGLISH CHINESE
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_SIMPCHINESE} "${CHINESE}"
!macroend
!insertmacro SAY RUNNING "${NAME} is running. Close it, then try again." "${NAME} 正在运行。请先关闭它，然后重试。"
!insertmacro SAY TOO_OLD "${NAME} needs 64-bit Windows 10, version 1809 or newer." "${NAME} 需要 64 位 Windows 10（1809 或更新版本）。"
!insertmacro SAY NOT_OURS "The folder $INSTDIR\app belongs to something else. Choose another folder for ${NAME}." "文件夹 $INSTDIR\app 属于其他程序。请为 ${NAME} 选择另一个文件夹。"
!insertmacro SAY BROKEN "A file cannot be written. Nothing else was changed; try again when the disk has room." "有文件无法写入。其他内容没有改变；请在磁盘有空间时重试。"
!insertmacro SAY PROGRAM "The program" "程序"
!insertmacro SAY OPENS "Open .anode projects with it" "用它打开 .anode 项目"
!insertmacro SAY DESKTOP_LINK "Link on the desktop" "桌面快捷方式"
!insertmacro SAY PROJECT_KIND "${NAME} project" "${NAME} 项目"
!insertmacro SAY COMMENT "The lithium-metal anode, step by step" "逐步剖析锂金属负极"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME} Setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "LegalCopyright" "GPL-3.0-or-later"

; Exit codes of the silent mode: 0 done, 2 the program runs, 3 Windows too old, 4 the folder is not ours, 5 cannot write.
!macro GIVE_UP SENTENCE CODE
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(${SENTENCE})" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; A program that runs holds its own file: nobody can open it for writing.
!macro STOP_IF_RUNS FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      !insertmacro GIVE_UP RUNNING 2
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section "$(PROGRAM)" program
  SectionIn RO
  SetShellVarContext current
  !insertmacro STOP_IF_RUNS "${NAME}.exe"
  !insertmacro STOP_IF_RUNS "${NAME}.com"
  ${If} ${FileExists} "$INSTDIR\app\*.*"
    ${IfNot} ${FileExists} "$INSTDIR\app\start.py"
      !insertmacro GIVE_UP NOT_OURS 4
    ${EndIf}
    RMDir /r "$INSTDIR\app"
  ${EndIf}
  SetOverwrite on
  ClearErrors
  SetOutPath "$INSTDIR\app"
  File /r "${PAYLOAD}/app/*"
  SetOutPath "$INSTDIR"
  File "${PAYLOAD}/${NAME}.exe"
  File "${PAYLOAD}/${NAME}.com"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    !insertmacro GIVE_UP BROKEN 5
  ${EndIf}
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${NAME}.exe" "" "" "" "" "" "$(COMMENT)"

  WriteRegStr HKCU "Software\${NAME}\Setup" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  SectionGetSize ${program} $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section "$(OPENS)" opens
  WriteRegStr HKCU "Software\Classes\.anode" "" "${PROJECT}"
  WriteRegStr HKCU "Software\Classes\.anode" "Content Type" "${MIME_TYPE}"
  WriteRegStr HKCU "Software\Classes\.anode\OpenWithProgids" "${PROJECT}" ""
  WriteRegStr HKCU "Software\Classes\${PROJECT}" "" "$(PROJECT_KIND)"
  WriteRegStr HKCU "Software\Classes\${PROJECT}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,1"
  WriteRegStr HKCU "Software\Classes\${PROJECT}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section /o "$(DESKTOP_LINK)" desktop
  SetShellVarContext current
  CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${NAME}.exe" "" "" "" "" "" "$(COMMENT)"
SectionEnd

; setup.exe /S [/DESKTOP] [/D=FOLDER]; a link that is there already stays.
Function .onInit
  SetShellVarContext current
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro GIVE_UP TOO_OLD 3
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DESKTOP" $1
  ${IfNot} ${Errors}
  ${OrIf} ${FileExists} "$DESKTOP\${NAME}.lnk"
    SectionSetFlags ${desktop} 1
  ${EndIf}
FunctionEnd

Section "Uninstall"
  SetShellVarContext current
  !insertmacro STOP_IF_RUNS "${NAME}.exe"
  !insertmacro STOP_IF_RUNS "${NAME}.com"
  ${If} ${FileExists} "$INSTDIR\app\start.py"
    RMDir /r "$INSTDIR\app"
  ${EndIf}
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\${NAME}.com"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only where nothing of the person's lies in it
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\${NAME}\Setup"
  DeleteRegKey /ifempty HKCU "Software\${NAME}"
  DeleteRegKey HKCU "Software\Classes\${PROJECT}"
  DeleteRegValue HKCU "Software\Classes\.anode\OpenWithProgids" "${PROJECT}"
  ReadRegStr $0 HKCU "Software\Classes\.anode" ""
  ${If} $0 == "${PROJECT}"
    DeleteRegValue HKCU "Software\Classes\.anode" ""
    DeleteRegValue HKCU "Software\Classes\.anode" "Content Type"
  ${EndIf}
  DeleteRegKey /ifempty HKCU "Software\Classes\.anode\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "Software\Classes\.anode"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
