"""A seccomp filter, made by the system's libseccomp: no new processes or programs, no network, no other process.

The filter lists what is forbidden. What Landlock leaves open is on it: other owners and modes of files, datagrams,
sockets with a path, io_uring, files without a name, priorities, other namespaces.
"""

import ctypes
import ctypes.util
import errno
import os

__all__ = ["available", "restrict"]

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NOT_EQUAL, MASKED_EQUAL = 1, 7
CLONE_THREAD = 0x00010000
STREAM, KIND_OF_SOCKET = 1, 0xF

ABSENT = """io_uring_setup io_uring_enter io_uring_register memfd_create memfd_secret bpf perf_event_open userfaultfd
    keyctl add_key request_key shmget shmat msgget semget mq_open clone3 kcmp fanotify_init"""
FORBIDDEN = """socket bind connect listen accept accept4 sendmsg sendmmsg execve execveat ptrace process_vm_readv
    process_vm_writev process_madvise pidfd_open pidfd_getfd pidfd_send_signal tkill mount umount2 pivot_root chroot
    move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr unshare setns setsid setpgid setpriority
    ioprio_set sched_setscheduler sched_setparam sched_setattr sched_setaffinity init_module finit_module
    delete_module kexec_load kexec_file_load reboot swapon swapoff acct settimeofday clock_settime adjtimex
    clock_adjtime sethostname setdomainname iopl ioperm quotactl open_by_handle_at name_to_handle_at setxattr
    lsetxattr fsetxattr removexattr lremovexattr fremovexattr mknod mknodat syslog personality vhangup nice"""
TOO_MANY = "fork vfork"  # "try again later" is the error that libraries expect
# Owners, modes and times of files stay as they are. Copying a file asks for this in passing, so it does not fail.
IGNORED = "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat"


class Comparison(ctypes.Structure):
    """One condition on one argument of a system call (struct scmp_arg_cmp)."""

    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def available() -> bool:
    """Whether the library is here."""
    try:
        return bool(_library())
    except OSError:
        return False


def restrict() -> None:
    """Filter the system calls of this process from now on. Needs `no_new_privs`, or privileges.

    Raises:
        OSError: there is no libseccomp, or the kernel refuses.
    """
    library, me = _library(), os.getpid()
    context = library.seccomp_init(ALLOW)
    if not context:
        raise OSError("libseccomp gives no filter on this machine.")

    def forbid(name, error, *conditions):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # negative: this machine has no such call
            array = (Comparison * len(conditions))(*conditions)
            _demand(library.seccomp_rule_add_array(context, ERRNO | error, number, len(conditions), array), name)

    try:
        for names, error in ((ABSENT, errno.ENOSYS), (FORBIDDEN, errno.EPERM), (TOO_MANY, errno.EAGAIN), (IGNORED, 0)):
            for name in names.split():
                forbid(name, error)
        forbid("clone", errno.EAGAIN, Comparison(0, MASKED_EQUAL, CLONE_THREAD, 0))
        forbid("socketpair", errno.EPERM, Comparison(1, MASKED_EQUAL, KIND_OF_SOCKET, 2))  # datagrams go anywhere
        forbid("socketpair", errno.EPERM, Comparison(1, MASKED_EQUAL, KIND_OF_SOCKET, 5))
        for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
            forbid(name, errno.EPERM, Comparison(0, NOT_EQUAL, me, 0))
        forbid("prlimit64", errno.EPERM, Comparison(0, NOT_EQUAL, 0, 0))  # 0: itself
        _demand(library.seccomp_load(context), "load")
    finally:
        library.seccomp_release(context)


def _demand(status: int, what: str) -> None:
    if status:
        raise OSError(-status, f"libseccomp, {what}: {os.strerror(-status)}")


def _library():
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_load.argtypes = library.seccomp_release.argtypes = [ctypes.c_void_p]
    library.seccomp_release.restype = None
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison),
    ]  # fmt: skip
    return library
