"""The equations of the test vectors once more, written from PHYSICS with 45 digits, and random inputs for them.

``python -m tests.fitting.oracle OUT.json [--count N]`` writes vectors for ``python -m tests.fitting.vectors``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 45

F, R = mpf("96485.33212331001840"), mpf("8.31446261815324")
AVOGADRO = mpf("6.02214076e23")
Numbers = Mapping[str, mpf]
Output = dict[str, mpf | mp.mpc]


def _sand(D: mpf, c: mpf, j: mpf, tplus: mpf) -> mpf:
    return mp.pi * D * (F * c / (2 * abs(j) * (1 - tplus))) ** 2


def _sand_time(v: Numbers) -> Output:
    tau = _sand(v["D"], v["c"], v["j"], v["tplus"])
    return {"tau": tau, "jsqrttau": abs(v["j"]) * mp.sqrt(tau)}


def _mobility(v: Numbers) -> Output:
    tplus = v["mu_c"] / (v["mu_a"] + v["mu_c"])
    return {"tau": _sand(v["D"], v["c"], v["j"], tplus), "tplus": tplus}


def _sand_D(v: Numbers) -> Output:
    return {"D": v["tau"] / mp.pi * (2 * abs(v["j"]) * (1 - v["tplus"]) / (F * v["c"])) ** 2}


def _limit(v: Numbers) -> mpf:
    return F * v["D"] * v["c"] / (v["a"] * (1 - v["tplus"]))


def _emptied(x: mpf) -> mpf:
    return 1 - mp.exp(x**2) * mp.erfc(x)


def _cs_sphere(v: Numbers) -> Output:
    return {"cs_over_c": 1 - v["j"] / _limit(v) * _emptied(mp.sqrt(v["D"] * v["t"]) / v["a"])}


def _sand_time_sphere(v: Numbers) -> Output:
    ratio = _limit(v) / v["j"]
    if ratio >= 1:
        raise ValueError("no transition")
    low, high = mpf(10) ** -12, mpf(10) ** 12
    x = mp.findroot(lambda u: mp.log(1 - _emptied(mp.exp(u))) - mp.log(1 - ratio), (mp.log(low), mp.log(high)),
                    solver="anderson", tol=mpf(10) ** -60, maxsteps=400)  # fmt: skip
    tau = (mp.exp(x) * v["a"]) ** 2 / v["D"]
    return {"tau": tau, "ratio_to_planar": tau / _sand(v["D"], v["c"], v["j"], v["tplus"])}


def _cs_slab(v: Numbers) -> Output:
    limit = 2 * F * v["D"] * v["c"] / ((1 - v["tplus"]) * v["L"])
    theta = mp.pi**2 * v["D"] * v["t"] / v["L"] ** 2
    last = int(mp.sqrt(110 / theta)) + 3
    total = mp.fsum(mp.exp(-theta * k**2) / mpf(k) ** 2 for k in range(1, last, 2))
    return {"cs_over_c": 1 - v["j"] / limit * (1 - 8 / mp.pi**2 * total), "jlim": limit}


def _i_ss_disk(v: Numbers) -> Output:
    supported = 4 * F * v["D"] * v["c"] * v["a"]
    return {"i_supported": supported, "i_binary": supported / (1 - v["tplus"])}


def _mahon_oldham(v: Numbers) -> Output:
    t = v["theta"]
    if t < mpf("1.281"):
        terms = 1 / mp.sqrt(mp.pi * t) + 1 + mp.sqrt(t / (4 * mp.pi)) - 3 * t / 25 + 3 * t ** mpf("1.5") / 226
        return {"i_over_iss": mp.pi / 4 * terms}
    terms = 8 / mp.sqrt(mp.pi**5 * t) + 25 / (2792 * t ** mpf("1.5"))
    return {"i_over_iss": 1 + mp.pi / 4 * (terms - 1 / (3880 * t ** mpf("2.5")) - 1 / (4500 * t ** mpf("3.5")))}


def _shoup_szabo(v: Numbers) -> Output:
    root = mp.sqrt(v["theta"])
    return {"i_over_iss": mpf("0.7854") + mpf("0.4431") / root + mpf("0.2146") * mp.exp(-mpf("0.39115") / root)}


def _hemisphere(v: Numbers) -> Output:
    return {"i": 2 * mp.pi * F * v["D"] * v["c"] * v["a"] * (1 + v["a"] / mp.sqrt(mp.pi * v["D"] * v["t"]))}


def _bruce_vincent(v: Numbers) -> Output:
    bulk = v["Rbss"] / v["Rb0"] if "Rb0" in v else mpf(1)
    return {"tplus": bulk * v["Iss"] * (v["dV"] - v["I0"] * v["R0"]) / (v["I0"] * (v["dV"] - v["Iss"] * v["Rss"]))}


def _relaxation(v: Numbers) -> Output:
    """Sum over the roots of tan b = -b r, r = (Re + Ri)/Rd, each between (k - 1/2) pi and k pi."""
    fixed = v["Re"] + v["Ri"]
    Rd = v["Re"] * (1 / v["tplus"] - 1)
    r, rate = fixed / Rd, 4 * v["D"] / v["L"] ** 2
    current = v["dV"] / (fixed + Rd)
    for k in range(1, 4000):
        low, high = (k - mpf("0.5")) * mp.pi, k * mp.pi
        b = mp.findroot(lambda x: mp.sin(x) + r * x * mp.cos(x), (low, high), solver="anderson", tol=mpf(10) ** -70)
        term = 2 * v["dV"] / (Rd * (1 + r**2 * b**2) + fixed) * mp.exp(-rate * b**2 * v["t"])
        current += term
        if term < current * mpf(10) ** -30:
            return {"I": current, "I_0": v["dV"] / fixed, "I_ss": v["dV"] / (fixed + Rd)}
    raise ValueError("too early")


def _z_cell(v: Numbers) -> Output:
    jw = mp.mpc(0, v["omega"])
    x = mp.sqrt(jw * v["L"] ** 2 / (4 * v["D"]))
    interface = v["Ri"] / (1 + (jw * v["Ri"] * v["Cdl"]) ** v.get("phi", mpf(1)))
    return {"Z": v["Re"] + interface + v["Re"] * (1 / v["tplus"] - 1) * mp.tanh(x) / x}


def _f(v: Numbers) -> mpf:
    return F / (R * v["T"])


def _branches(eta: mpf, v: Numbers) -> tuple[mpf, mpf]:
    f = _f(v)
    return mp.exp((1 - v["alpha"]) * f * eta), mp.exp(-v["alpha"] * f * eta)


def _butler_volmer(v: Numbers) -> Output:
    there, back = _branches(v["eta"], v)
    j = v["j0"] * (there - back)
    ordinate = mp.log(abs(j) / abs(1 - mp.exp(_f(v) * v["eta"])))
    return {"j": j, "Rct_area": 1 / (_f(v) * v["j0"]), "allen_hickling": ordinate}


def _mass_transfer(v: Numbers) -> Output:
    there, back = _branches(v["eta"], v)
    return {"j": v["j0"] * (there - back) / (1 - v["j0"] * back / v["jlim_c"])}


def _inverse(v: Numbers) -> Output:
    v = {"alpha": mpf("0.5"), **v}
    f = _f(v)
    guess = 2 / f * mp.asinh(v["j"] / (2 * v["j0"]))
    reach = abs(guess) * (2 + 1 / min(v["alpha"], 1 - v["alpha"]))

    def miss(eta: mpf) -> mpf:
        there, back = _branches(eta, v)
        return v["j0"] * (there - back) - v["j"]

    return {"eta": mp.findroot(miss, (guess - reach, guess + reach), solver="anderson", tol=mpf(10) ** -70,
                               maxsteps=2000)}  # fmt: skip


def _ohmic(v: Numbers) -> Output:
    span = v["E"] - v["Eeq"]

    def miss(eta: mpf) -> mpf:
        there, back = _branches(eta, v)
        return eta + v["Ru"] * v["A"] * v["j0"] * (there - back) - span

    eta = mp.findroot(miss, (mpf(0), span), solver="illinois", tol=mpf(10) ** -70, maxsteps=5000)
    there, back = _branches(eta, v)
    return {"i": v["A"] * v["j0"] * (there - back), "eta_true": eta}


def _energy(v: Numbers) -> Output:
    lam = v["E_minus_E0"] / (2 * v["alpha"] - 1)
    if not lam > 0 or abs(v["E_minus_E0"]) > lam:
        raise ValueError("no reorganization energy")
    return {"lam_eV": lam, "lam_kJmol": lam * F / 1000}


def _marcus(v: Numbers) -> Output:
    f, eta, lam = _f(v), v["eta"], v["lam_eV"]
    wave = mp.exp(-f * eta**2 / (4 * lam))
    j = v["j0"] * wave * (mp.exp((1 - v["alpha0"]) * f * eta) - mp.exp(-v["alpha0"] * f * eta))
    return {"j": j, "alpha_local": v["alpha0"] + eta / (2 * lam)}


def _integral(H: mpf, L: mpf) -> tuple[mpf, mpf]:
    """S(H) = int exp(-(x - H)^2/4L)/(2 cosh(x/2)) dx and S'(H), by the trapezoid rule with h = 1/8: exp(-16 pi^2)."""
    h, last = mpf(1) / 8, int(8 * (abs(H) + 14 * mp.sqrt(L) * 2 + 240))
    total = slope = mpf(0)
    for k in range(-last, last + 1):
        x = k * h
        term = mp.exp(-((x - H) ** 2) / (4 * L)) / (2 * mp.cosh(x / 2))
        total += term
        slope += term * (x - H) / (2 * L)
    return h * total, h * slope


def _chidsey(v: Numbers) -> Output:
    H, L = _f(v) * v["eta"], _f(v) * v["lam_eV"]
    (S, slope), S0 = _integral(H, L), _integral(mpf(0), L)[0]
    return {
        "j": v["j0"] * 2 * mp.sinh(H / 2) * S / S0,
        "alpha_local": mpf("0.5") - slope / S,
        "lnS": mp.log(S),
        "jlim_over_j0": mp.sqrt(4 * mp.pi * L) * mp.exp(L / 4) / S0,
    }


def _zeng(v: Numbers) -> Output:
    """Zeng's closed form in units of kT, beside the rate int exp(-(L - H + x)^2/4L)/(1 + e^x) dx (Zeng 2014)."""
    H, L = _f(v) * v["eta"], _f(v) * v["lam_eV"]

    def closed(h: mpf) -> mpf:
        a = 1 + mp.sqrt(L)
        return mp.sqrt(mp.pi * L) / (1 + mp.exp(-h)) * mp.erfc((L - mp.sqrt(a + h**2)) / (2 * mp.sqrt(L)))

    exact = mp.exp(-L / 4) * mp.exp(H / 2) * _integral(H, L)[0]
    if abs(closed(H) / exact - 1) < mpf("2e-5"):
        raise ValueError(
            "where the error changes its sign, the rounding of the inputs alone is more than the tolerance"
        )
    return {
        "k_ox_zeng": closed(H),
        "k_ox_exact": exact,
        "rel_err": closed(H) / exact - 1,
        "j_over_j0_zeng_renorm": (closed(H) - closed(-H)) / closed(mpf(0)),
    }


def _disk(v: Numbers) -> Output:
    return {"m0": 4 * v["D"] / (mp.pi * v["r"]), "m0_hemisphere": v["D"] / v["r"]}


def _cylinder(v: Numbers) -> Output:
    """Jaeger's cylinder as his integral (4/pi^2) int exp(-theta u^2) / (u (J0^2 + Y0^2)) du."""
    tau = 4 * v["D"] * v["t"] / v["r"] ** 2
    if tau <= 1:
        raise ValueError("too early")
    szabo = 2 * mp.exp(-mpf("0.05") * mp.sqrt(mp.pi * tau)) / mp.sqrt(mp.pi * tau)
    szabo += 1 / mp.log(mpf("5.2945") + mpf("0.7493") * mp.sqrt(tau))
    theta, scale = tau / 4, v["D"] / v["r"]

    def integrand(w: mpf) -> mpf:
        u = mp.exp(w)
        return mp.exp(-theta * u**2) / (mp.besselj(0, u) ** 2 + mp.bessely(0, u) ** 2)

    # with u = e^w the integrand falls only as 1/w^2 to the left: that tail is (4/pi^2) int du/(u (4/pi^2) ln^2 ...)
    with mp.workdps(25):
        top = mp.log(mp.sqrt(60 / theta))
        cut = mpf(-40)
        middle = mp.quad(integrand, [cut, -20, -10, -5, -2, top - 1, top])
        constant = mp.log(2) - mp.euler
        tail = mp.quad(lambda w: 1 / (1 + (2 / mp.pi * (w - constant)) ** 2), [-mp.inf, cut])
    exact = 4 / mp.pi**2 * (middle + tail)
    return {"m0_bard": 2 * scale / mp.log(tau), "m0_szabo": scale * szabo, "m0_exact": scale * exact}


def _melting(v: Numbers) -> Output:
    x = 2 * v["sigma"] * v["M"] / (v["rho"] * v["dHfus"] * v["r"])
    return {"Tm": v["Tinf"] * mp.exp(-x), "Tm_linear": v["Tinf"] * (1 - x)}


def _melting_radius(v: Numbers) -> Output:
    return {"r": 2 * v["sigma"] * v["M"] / (v["rho"] * v["dHfus"] * mp.log(v["Tinf"] / v["T"]))}


def _critical(v: Numbers) -> Output:
    r = -2 * v["sigma"] * v["M"] / (F * v["rho"] * v["eta"])
    sphere = 4 * mp.pi * r**3 / 3
    return {"r": r, "dG_J": 4 * mp.pi * v["sigma"] * r**2 / 3, "n_atoms": sphere * v["rho"] / v["M"] * AVOGADRO}


def _peak(order: int) -> mpf:
    return mp.findroot(lambda x: mp.exp(x) - 1 - order * x, mpf("1.2") if order == 2 else mpf("2.3"))


def _dimensionless(v: Numbers) -> Output:
    x = v["t_over_tm"]
    found: Output = {}
    for name, order, power in (("inst", 2, 1), ("prog", 4, 2)):
        b = _peak(order)
        gone = 1 - mp.exp(-b)
        found[name] = (1 - mp.exp(-b * x**power)) ** 2 / (x * gone**2)
        found[f"const_{name}"], found[f"pref_{name}"] = b, 1 / gone**2
        found[f"jm2tm_{name}"] = gone**2 / mp.pi
    return found


def _currents(v: Numbers) -> Output:
    volume = v["M"] / v["rho"]
    k = mp.sqrt(8 * mp.pi * v["c"] * volume)
    plane = F * v["c"] * mp.sqrt(v["D"] / (mp.pi * v["t"]))
    rate, t = v["N0"] * mp.pi * k * v["D"], v["t"]
    slow = 4 * k / 3  # K' of progressive nucleation, for A N0 K' pi D t^2 / 2
    return {
        "j_inst": plane * (1 - mp.exp(-rate * t)),
        "j_prog": plane * (1 - mp.exp(-v["A"] * v["N0"] * mp.pi * slow * v["D"] * t**2 / 2)),
        "j_mostany": plane * (1 - mp.exp(-rate * (t - (1 - mp.exp(-v["A"] * t)) / v["A"]))),
    }


def _galvanostatic(v: Numbers) -> Output:
    if v["t"] >= v["tau"]:
        raise ValueError("empty")
    left = 1 - mp.sqrt(v["t"] / v["tau"])
    f = _f(v)

    def miss(eta: mpf) -> mpf:
        there, back = _branches(eta, v)
        return there - left * back - v["j"] / v["j0"]

    low = -(mp.log(1 + abs(v["j"]) / v["j0"]) - mp.log(left) + 5) / (v["alpha"] * f)
    eta = mp.findroot(miss, (low, mpf(0)), solver="illinois", tol=mpf(10) ** -70, maxsteps=5000)
    return {"eta": eta, "cs_over_c": left, "eta_reversible": mp.log(left) / f}


def _corrosion(v: Numbers) -> Output:
    t, grown = v["t"], v["tau_log"] + v["t"]
    fallen = v["Q0"] * mp.exp(-v["k_exp"] * t)
    return {
        "linear": v["Q0"] - v["k_lin"] * t,
        "parabolic": v["Q0"] - v["k_par"] * mp.sqrt(t),
        "exponential": fallen,
        "logarithmic": v["Q0"] - v["k_log"] * mp.log(1 + t / v["tau_log"]),
        "j_linear": v["k_lin"],
        "j_parabolic": v["k_par"] / (2 * mp.sqrt(t)),
        "j_exponential": v["k_exp"] * fallen,
        "j_logarithmic": v["k_log"] / grown,
    }


def _adams(v: Numbers) -> Output:
    return {"CE": (v["n"] * v["QC"] + v["QS"]) / (v["n"] * v["QC"] + v["QT"])}


def _life(v: Numbers) -> Output:
    return {"n80": mp.log(mpf("0.8")) / mp.log(v["CE"]), "n_to_exhaustion": (1 + v["excess_ratio"]) / (1 - v["CE"])}


def _capacity(v: Numbers) -> Output:
    charge = v["mAh_cm2"] * 36000
    amount = charge / F
    return {
        "C_m2": charge,
        "C_cm2": charge / 10000,
        "Li_um": amount * mpf("6.94e-3") / 534 * 10**6,
        "mol_m2": amount,
    }


def _aicc(v: Numbers) -> Output:
    n, K = v["n"], v["p"] + 1
    return {"aicc": n * mp.log(v["rss"] / n) + 2 * K + 2 * K * (K + 1) / (n - K - 1)}


Range = tuple[float, float] | tuple[str, ...]
_SALT = {"D": (1e-12, 1e-9), "c": (50.0, 6000.0), "tplus": (0.0, 0.95)}
_CELL = {"Re": (1.0, 300.0), "Ri": (1.0, 3000.0), "tplus": (0.05, 0.95), "D": (1e-11, 1e-9), "L": (1e-4, 2e-3)}
_KINETICS = {"j0": (0.05, 500.0), "alpha": (0.15, 0.85), "T": ("263.15", "298.15", "333.15")}
_LITHIUM = {"sigma": (0.1, 0.9), "M": ("0.00694",), "rho": ("534.0",)}
_MELTING = {**_LITHIUM, "dHfus": ("3000.0",), "Tinf": ("453.65",)}
_MARCUS = {"eta": (-0.8, 0.8), "j0": (0.5, 300.0), "T": ("298.15", "318.15")}

# Of every equation: the oracle, the ranges its inputs are drawn from, and the tolerance of the vectors.
EQUATIONS: dict[str, tuple[Callable[[Numbers], Output], Mapping[str, Range], float]] = {
    "sand_time": (_sand_time, {**_SALT, "j": (0.1, 3000.0)}, 1e-12),
    "sand_time_mobility": (_mobility, {"D": (1e-12, 1e-9), "c": (50.0, 6000.0), "j": (0.1, 3000.0),
                                       "mu_a": (1e-9, 1e-7), "mu_c": (1e-9, 1e-7)}, 1e-12),
    "sand_D": (_sand_D, {"tau": (0.01, 1e4), "c": (50.0, 6000.0), "j": (0.1, 3000.0), "tplus": (0.0, 0.95)}, 1e-12),
    "cs_sphere": (_cs_sphere, {**_SALT, "t": (1e-3, 300.0), "a": (1e-6, 1e-4), "j": (1.0, 3e4)}, 1e-10),
    "sand_time_sphere": (_sand_time_sphere, {**_SALT, "a": (1e-6, 1e-4), "j": (10.0, 1e5)}, 1e-9),
    "cs_slab": (_cs_slab, {**_SALT, "t": (1e-2, 1e3), "L": (1e-5, 3e-4), "j": (10.0, 1e4)}, 1e-10),
    "i_ss_disk": (_i_ss_disk, {**_SALT, "a": (1e-7, 1e-3)}, 1e-12),
    "shoup_szabo": (_shoup_szabo, {"theta": (1e-4, 1e3)}, 1e-12),
    "mahon_oldham": (_mahon_oldham, {"theta": (1e-4, 1e3)}, 1e-12),
    "hemisphere_CA": (_hemisphere, {"t": (1e-4, 300.0), "D": (1e-12, 1e-9), "c": (50.0, 6000.0), "a": (1e-7, 1e-3)},
                      1e-12),
    "bruce_vincent": (_bruce_vincent, {"I0": (6e-5, 9e-5), "Iss": (2e-5, 5e-5), "dV": ("0.01",), "R0": (1.0, 60.0),
                                       "Rss": (1.0, 60.0)}, 1e-12),
    "bruce_vincent_bulk": (_bruce_vincent, {"I0": (6e-5, 9e-5), "Iss": (2e-5, 5e-5), "dV": ("0.01",),
                                            "R0": (1.0, 60.0), "Rss": (1.0, 60.0), "Rb0": (2.0, 200.0),
                                            "Rbss": (2.0, 200.0)}, 1e-12),
    "bv_relaxation": (_relaxation, {**_CELL, "t": (0.5, 3000.0), "dV": ("0.01",)}, 1e-9),
    "z_cell": (_z_cell, {**_CELL, "omega": (1e-4, 1e6), "Cdl": (1e-7, 1e-4), "phi": ("1", "0.9", "0.75")}, 1e-12),
    "butler_volmer": (_butler_volmer, {**_KINETICS, "eta": (-0.4, 0.4)}, 1e-12),
    "bv_mass_transfer": (_mass_transfer, {**_KINETICS, "eta": (-0.4, -1e-3), "jlim_c": (-5000.0, -50.0)}, 1e-12),
    "bv_inverse_half": (_inverse, {"j": (1e-3, 1e4), "j0": (0.05, 500.0), "T": ("273.15", "298.15")}, 1e-12),
    "bv_inverse": (_inverse, {**_KINETICS, "j": (1e-3, 1e4)}, 1e-10),
    "bv_with_ohmic_drop": (_ohmic, {**_KINETICS, "E": (-0.5, 0.5), "Eeq": ("0", "0.02"), "Ru": (1.0, 1e6),
                                    "A": (1e-10, 1e-7)}, 1e-9),
    "disk_resistance": (lambda v: {"R": 1 / (4 * v["kappa"] * v["a"])}, {"kappa": (0.01, 5.0), "a": (1e-7, 1e-3)},
                        1e-12),
    "alpha_marcus_eq3": (lambda v: {"alpha": mpf("0.5") + v["E_minus_E0"] / (2 * v["lam_eV"])},
                         {"E_minus_E0": (-0.19, 0.19), "lam_eV": (0.2, 5.0)}, 1e-12),
    "lambda_from_alpha_eq3": (_energy, {"alpha": (0.05, 0.49), "E_minus_E0": (-0.2, -0.01)}, 1e-12),
    "marcus_current": (_marcus, {**_MARCUS, "lam_eV": (0.2, 3.0), "alpha0": ("0.5", "0.45", "0.55")}, 1e-12),
    "mhc_current": (_chidsey, {**_MARCUS, "lam_eV": (0.05, 3.0)}, 1e-11),
    "mhc_zeng2014": (_zeng, {"eta": (-0.6, 0.6), "lam_eV": (0.05, 3.0), "T": ("298.15", "318.15")}, 1e-11),
    "m0_disk_eq4": (_disk, {"D": (1e-12, 1e-9), "r": (1e-9, 1e-4)}, 1e-12),
    "m0_cylinder_eq5": (_cylinder, {"D": (1e-11, 1e-9), "r": (1e-8, 1e-4), "t": (1e-3, 1e7)}, 1e-10),
    "gibbs_thomson_eq6": (_melting, {**_MELTING, "r": (4e-9, 1e-6)}, 1e-12),
    "gibbs_thomson_inverse": (_melting_radius, {**_MELTING, "T": (150.0, 440.0)}, 1e-12),
    "critical_radius_eq7": (_critical, {**_LITHIUM, "eta": (-0.6, -0.002)}, 1e-12),
    "scharifker_hills_dimensionless": (_dimensionless, {"t_over_tm": (0.01, 20.0)}, 1e-12),
    "scharifker_hills_current": (_currents, {"t": (1e-3, 50.0), "D": (1e-12, 1e-9), "c": (100.0, 5000.0),
                                             "N0": (1e8, 1e13), "A": (0.01, 100.0), "M": ("0.00694",),
                                             "rho": ("534.0",)}, 1e-11),
    "galvanostatic_E_with_sand": (_galvanostatic, {"t": (1.0, 1500.0), "tau": (20.0, 1600.0), "j": (-300.0, -0.5),
                                                   "j0": (0.1, 50.0), "alpha": (0.2, 0.8), "T": ("298.15",)}, 1e-9),
    "corrosion_laws": (_corrosion, {"t": (10.0, 1e5), "Q0": (0.1, 1.0), "k_lin": (1e-8, 1e-6), "k_par": (1e-6, 1e-4),
                                    "k_exp": (1e-8, 1e-5), "k_log": (1e-5, 1e-2), "tau_log": (100.0, 5000.0)}, 1e-12),
    "ce_adams": (_adams, {"QT": (3.0, 6.0), "QC": (0.1, 1.0), "n": ("5", "10", "50"), "QS": (0.3, 2.9)}, 1e-12),
    "ce_life": (_life, {"CE": (0.8, 0.9995), "excess_ratio": (0.0, 5.0)}, 1e-12),
    "units_capacity": (_capacity, {"mAh_cm2": (1e-3, 20.0)}, 1e-12),
    "aicc": (_aicc, {"rss": (1e-6, 10.0), "n": ("12", "50", "400"), "p": ("1", "2", "4")}, 1e-12),
}  # fmt: skip


def _drawn(random: Random, wanted: Range) -> str:
    if isinstance(wanted[0], str):
        return str(random.choice(wanted))
    low, high = float(wanted[0]), float(wanted[1])
    if low > 0 and high / low > 20:
        value = low * (high / low) ** random.random()
    else:
        value = random.uniform(low, high)
    return f"{value:.4g}"


def vectors(equation: str, count: int, seed: int = 0) -> list[dict[str, object]]:
    """Return vectors of random inputs inside the domain of an equation."""
    oracle, ranges, rtol = EQUATIONS[equation]
    random, found = Random(f"{equation} {seed}"), list[dict[str, object]]()
    while len(found) < count:
        inputs = {name: _drawn(random, wanted) for name, wanted in ranges.items()}
        try:
            output = oracle({name: mpf(text) for name, text in inputs.items()})
        except (ValueError, ZeroDivisionError):  # outside the domain
            continue
        shown = {
            name: {"re": mp.nstr(value.real, 30), "im": mp.nstr(value.imag, 30)}
            if isinstance(value, mp.mpc)
            else mp.nstr(value, 30)
            for name, value in output.items()
        }
        found.append({"eq": equation, "id": f"{equation}-{seed}-{len(found)}", "inputs": inputs, "output": shown,
                      "rtol": rtol})  # fmt: skip
    return found


def main() -> None:
    """Write a file of vectors."""
    arguments = argparse.ArgumentParser(prog="tests.fitting.oracle", description=__doc__)
    arguments.add_argument("out", metavar="OUT.json")
    arguments.add_argument("--count", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    found = [one for equation in EQUATIONS for one in vectors(equation, given.count, given.seed)]
    Path(given.out).write_text(json.dumps({"vectors": found}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
