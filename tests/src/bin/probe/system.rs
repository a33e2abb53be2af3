//! The commands that change the process: forks, limits, and another clock.

use std::{
    fs, mem, ptr,
    sync::atomic::{
        AtomicBool, AtomicI64,
        Ordering::{Acquire, Relaxed, Release},
    },
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::scope;

pub(crate) fn answer(words: &[&str]) -> String {
    match words {
        ["fork"] => fork(),
        ["fork-storm", times] => fork_storm(times.parse().unwrap_or_default()),
        ["resident"] => memory("VmRSS:").to_string(),
        // The limit leaves room for this number of thread stacks, and for small allocations.
        ["limit-threads", count] => {
            let stacks = count.parse::<u64>().unwrap_or_default() * 2060;
            limit(libc::RLIMIT_AS, (memory("VmSize:") + stacks + 1600) << 10)
        }
        ["unlimit-threads"] => limit(libc::RLIMIT_AS, libc::RLIM_INFINITY),
        ["limit-files", bytes] => {
            // SAFETY: the signal is ignored, so a write past the limit fails instead.
            unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
            limit(libc::RLIMIT_FSIZE, bytes.parse().unwrap_or_default())
        }
        ["unlimit-files"] => limit(libc::RLIMIT_FSIZE, libc::RLIM_INFINITY),
        #[cfg(target_os = "linux")]
        ["clock", seconds] => {
            CLOCK.store(seconds.parse().unwrap_or_default(), Relaxed);
            IS_CLOCK_SET.store(true, Release);
            "ok".to_owned()
        }
        _ => format!("unknown command {words:?}"),
    }
}

/// Continues in a child process, whose end the parent awaits.
fn fork() -> String {
    // SAFETY: the other threads of the program follow files, and are idle nearly all the time.
    match unsafe { libc::fork() } {
        -1 => "cannot fork".to_owned(),
        0 => "ok".to_owned(),
        child => {
            // SAFETY: a null pointer requests no status.
            unsafe { libc::waitpid(child, ptr::null_mut(), 0) };
            std::process::exit(0)
        }
    }
}

/// Forks children while other threads change toggles and end scopes. Returns the number of children that hung.
fn fork_storm(times: u32) -> String {
    let done = AtomicBool::new(false);
    let mut hung = 0;
    thread::scope(|threads| {
        for name in ["new-checkout", "mail"] {
            let done = &done;
            threads.spawn(move || {
                let mut on = false;
                while !done.load(Relaxed) {
                    on = !on;
                    let _ = toggle_runtime::set(name, on);
                    scope().set("beta-search", on).run(|| ());
                }
            });
        }
        for _ in 0..times {
            // SAFETY: the child calls only functions that are allowed in a child.
            match unsafe { libc::fork() } {
                0 => {
                    ask_everything();
                    // SAFETY: the child ends without the exit handlers of the parent.
                    unsafe { libc::_exit(0) }
                }
                child => hung += u32::from(!ends(child)),
            }
        }
        done.store(true, Relaxed);
    });
    hung.to_string()
}

/// Calls each function that takes a lock.
fn ask_everything() {
    let _ = toggle_runtime::set("mail", true);
    let _ = toggle_runtime::clear("mail");
    let _ = toggle_runtime::explain("mail");
    let _ = toggle_runtime::problems();
    let _ = toggle_runtime::history();
    let _ = toggle_runtime::toggles();
    toggle_runtime::subscribe(|_| {}).unsubscribe();
    let _ = toggle_runtime::reload();
    scope().set("beta-search", true).run(|| assert!(toggle_runtime::enabled!("beta-search")));
}

/// Waits for the end of a child, and kills a child that hangs.
fn ends(child: libc::pid_t) -> bool {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        // SAFETY: a null pointer requests no status, and the child belongs to this process.
        if unsafe { libc::waitpid(child, ptr::null_mut(), libc::WNOHANG) } == child {
            return true;
        }
        if Instant::now() > deadline {
            // SAFETY: the child belongs to this process and is not reaped yet.
            unsafe {
                libc::kill(child, libc::SIGKILL);
                libc::waitpid(child, ptr::null_mut(), 0);
            }
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Returns a figure of the process's memory, in KiB.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
type Resource = libc::__rlimit_resource_t;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
type Resource = libc::c_int;

fn limit(resource: Resource, value: libc::rlim_t) -> String {
    // SAFETY: a limit of zeros is a valid value.
    let mut limit: libc::rlimit = unsafe { mem::zeroed() };
    // SAFETY: the limit is a local variable, which the calls read and write as a whole.
    let result = unsafe {
        libc::getrlimit(resource, &raw mut limit);
        limit.rlim_cur = value.min(limit.rlim_max);
        libc::setrlimit(resource, &raw const limit)
    };
    if result == 0 { "ok".to_owned() } else { std::io::Error::last_os_error().to_string() }
}

#[cfg(target_os = "linux")]
static CLOCK: AtomicI64 = AtomicI64::new(0);
#[cfg(target_os = "linux")]
static IS_CLOCK_SET: AtomicBool = AtomicBool::new(false);

/// Replaces the C library's function, so that tests can set the system clock.
///
/// # Safety
///
/// The pointer must point to a valid time.
#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> libc::c_int {
    // SAFETY: the arguments are those of the system call.
    let result = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    if clock == libc::CLOCK_REALTIME && IS_CLOCK_SET.load(Acquire) {
        // SAFETY: the caller's pointer points to a valid time.
        unsafe { (*time).tv_sec = CLOCK.load(Relaxed) };
    }
    if result == 0 { 0 } else { -1 }
}
