/* Anodescope.exe (windowed) and Anodescope.com (console): loads app\pythonXY.dll and runs app\start.py with the arguments. */
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define ROOM 32768 /* the longest path of Windows, in characters */

typedef int (*py_main)(int, wchar_t **);

static wchar_t program[ROOM], folder[ROOM], library[ROOM], script[ROOM];

static int fail(const wchar_t *sentence)
{
#ifdef WINDOWED
    MessageBoxW(NULL, sentence, L"Anodescope", MB_ICONERROR);
#else
    fputws(sentence, stderr);
    fputws(L"\n", stderr);
#endif
    return 3;
}

static int start(void)
{
    int given, count = 0;
    wchar_t **arguments = CommandLineToArgvW(GetCommandLineW(), &given);
    wchar_t **all = arguments ? calloc(given + 5, sizeof *all) : NULL;
    DWORD length = GetModuleFileNameW(NULL, program, ROOM);
    if (!all || !length || length >= ROOM - 64)
        return fail(L"Anodescope cannot start from a path that is so long. Move it to a shorter one.");
    wcscpy(folder, program);
    *wcsrchr(folder, L'\\') = 0;
    swprintf(library, ROOM, L"%ls\\app\\" PYTHON_DLL, folder);
    swprintf(script, ROOM, L"%ls\\app\\start.py", folder);

    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    py_main run = python ? (py_main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!run)
        return fail(L"A part of Anodescope is missing or damaged. Please run its installer again.");
    all[count++] = program;
    all[count++] = L"-X";
    all[count++] = L"utf8";
    all[count++] = script;
    for (int i = 1; i < given; i++)
        all[count++] = arguments[i];
    return run(count, all);
}

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE here, HINSTANCE before, PWSTR line, int show)
{
    return start();
}
#else
int wmain(void)
{
    return start();
}
#endif
