//! A program with toggles that tests run as a separate process. It reads one command per line from standard input and
//! answers with one line. Events go to standard error, unless the argument is `unheard`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is what it is for")]
// `setenv` and the calls in `system` need unsafe code. `setenv` runs while no other thread reads the environment.
#![allow(
    unsafe_code,
    reason = "tests have to change the environment, the limits and the clock of a process, and to fork it"
)]

#[cfg(unix)]
mod system;

use std::{
    io::{BufRead, Write},
    process::ExitCode,
    sync::{
        Arc, Mutex,
        mpsc::{self, Sender},
    },
    time::Duration,
};

use toggle_runtime::{
    Context, Observe, Source, SourceError, States, Toggle, Unknown, Value, Variants, enabled, feature_toggle, scope,
    toggle,
};

/// Serve the rewritten checkout flow.
#[toggle("new-checkout", kind = release, owner = "payments")]
pub static NEW_CHECKOUT: Toggle;

/// Send mails.
#[toggle("mail", default = on, kind = ops)]
pub static MAIL: Toggle;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

/// The order of the results.
#[toggle("search-ranking", default = Ranking::Bm25, kind = experiment)]
static RANKING: Toggle<Ranking>;

/// The host of a service.
#[toggle("service-host", default = "localhost")]
pub static SERVICE_HOST: Toggle<Arc<str>>;

/// Listen where the old service did.
#[toggle("legacy-port")]
pub static LEGACY_PORT: Toggle;

/// A store that sets the toggle of its URL, as in `memory://mail=off`.
struct Memory(String);

impl Source for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let mut states = States::new();
        let (name, word) = self.0.split_once('=').ok_or("expected NAME=STATE")?;
        states.set_text(name, word, "memory");
        Ok(states.revision("1"))
    }
}

fn open(url: &str) -> Result<Arc<dyn Source>, SourceError> {
    let setting = url.strip_prefix("memory://").ok_or("expected memory://NAME=STATE")?;
    Ok(Arc::new(Memory(setting.to_owned())))
}

toggle_runtime::engine!(["memory"], open);

#[feature_toggle("new-checkout", else = "off")]
fn new_checkout() -> &'static str {
    "on"
}

#[feature_toggle(MAIL, else = "off")]
fn mail() -> &'static str {
    "on"
}

fn beta_search() -> &'static str {
    if enabled!("beta-search") { "on" } else { "off" }
}

fn ranking() -> &'static str {
    match RANKING.get() {
        Ranking::Bm25 => "bm25",
        Ranking::Neural => "neural",
    }
}

/// Sends a mail the new way, which can fail.
#[feature_toggle("new-mailer", else = Ok("the old way"), guard)]
fn send_mail(fails: bool) -> Result<&'static str, &'static str> {
    if fails { Err("failed") } else { Ok("the new way") }
}

/// Delivers to a customer, which can fail.
#[feature_toggle("new-delivery", for = customer, else = Ok("the old way"), guard)]
fn deliver(customer: &Context, fails: bool) -> Result<&'static str, &'static str> {
    if fails { Err("failed") } else { Ok("the new way") }
}

/// Returns the same both ways, unless the new way fails.
#[feature_toggle("new-pricing", else = Ok("a price"), shadow, guard)]
fn price(fails: bool) -> Result<&'static str, &'static str> {
    if fails { Err("failed") } else { Ok("a price") }
}

/// Returns the number of matching shadow comparisons.
fn matches() -> u64 {
    let toggle = toggle_runtime::toggles().find(|toggle| toggle.name == "new-pricing");
    toggle.and_then(|toggle| toggle.shadow).map_or(0, |report| report.matches)
}

/// Returns a context of a key and attributes: `user-1 country=NL`.
fn context(words: &[&str]) -> Context {
    attributes(Context::new(words[0]), words)
}

fn attributes(context: Context, words: &[&str]) -> Context {
    let attributes = words.iter().filter_map(|word| word.split_once('='));
    attributes.fold(context, |context, (name, value)| context.with(name, value))
}

fn main() -> ExitCode {
    if std::env::args().all(|argument| argument != "unheard") {
        // The event and its line end are one write, because two processes write after a `fork`.
        toggle_runtime::subscribe(|event| {
            let _ = std::io::stderr().write_all(format!("{event}\n").as_bytes());
        });
    }
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        println!("{}", answer(&words));
    }
    ExitCode::SUCCESS
}

fn answer(words: &[&str]) -> String {
    match words {
        ["ask"] => format!("{} {} {}", new_checkout(), mail(), beta_search()),
        ["install", path] => done(toggle_runtime::builder().file(path).install()),
        ["install-optional", path] => done(toggle_runtime::builder().optional_file(path).install()),
        ["install-denying", path] => done(toggle_runtime::builder().file(path).unknown(Unknown::Deny).install()),
        ["install-optional-denying", path] => {
            done(toggle_runtime::builder().optional_file(path).unknown(Unknown::Deny).install())
        }
        ["install-unfollowed", path] => done(toggle_runtime::builder().file(path).watch(false).install()),
        ["install-slow", path] => done(toggle_runtime::builder().file(path).settle(Duration::from_secs(1)).install()),
        ["install-settling", millis, path] => {
            let settle = Duration::from_millis(millis.parse().unwrap_or_default());
            done(toggle_runtime::builder().file(path).settle(settle).install())
        }
        ["install-history", path] => done(toggle_runtime::builder().history_file(path).install()),
        ["install-in", stage, path] => done(toggle_runtime::builder().file(path).environment(*stage).install()),
        ["install-nothing-denying"] => done(toggle_runtime::builder().unknown(Unknown::Deny).install()),
        ["install-as", path, words @ ..] => {
            let process = attributes(Context::default(), words);
            done(toggle_runtime::builder().file(path).context(process).install())
        }
        ["install-observing"] => done(toggle_runtime::builder().observe(Observe::all()).install()),
        ["install-quiet"] => done(toggle_runtime::builder().quiet().install()),
        ["install-called"] => done(toggle_runtime::builder().observe(called()).install()),
        ["install-nothing"] => done(toggle_runtime::builder().install()),
        ["reload"] => done(toggle_runtime::reload()),
        ["set", name, word] => match word.parse::<Value>() {
            Ok(value) => done(toggle_runtime::set(name, value)),
            Err(error) => error.to_string(),
        },
        ["clear", name] => done(toggle_runtime::clear(name)),
        ["send-mail", how] => send_mail(*how == "badly").unwrap_or_else(|failed| failed).to_owned(),
        ["deliver", how, words @ ..] => {
            deliver(&context(words), *how == "badly").unwrap_or_else(|failed| failed).to_owned()
        }
        ["price", how] => price(*how == "badly").unwrap_or_else(|failed| failed).to_owned(),
        ["matches"] => matches().to_string(),
        ["reset", name] => done(toggle_runtime::reset(name)),
        ["ask-for", words @ ..] => {
            let context = context(words);
            let explicit = enabled!("beta-search", for = &context);
            let ambient = scope().context(context).run(|| format!("{} {}", beta_search(), ranking()));
            format!("{} {ambient}", if explicit { "on" } else { "off" })
        }
        ["explain", name] => {
            let decision = toggle_runtime::explain(name);
            format!("{} {} {}", decision.value, decision.reason, decision.source)
        }
        ["explain-rules", name] => {
            let rules = toggle_runtime::explain(name).rules;
            rules.iter().map(|step| step.why.as_str()).collect::<Vec<_>>().join(" | ")
        }
        ["problems"] => toggle_runtime::problems().iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
        ["chdir", path] => std::env::set_current_dir(path).map_or_else(|error| error.to_string(), |()| "ok".to_owned()),
        ["setenv", name, value] => {
            // SAFETY: no other thread of this program reads or writes the environment.
            unsafe { std::env::set_var(name, value) };
            "ok".to_owned()
        }
        ["threads"] => std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count).to_string(),
        ["hang"] => hang(),
        ["release"] => release(),
        ["flip", times] => flip(times.parse().unwrap_or_default()),
        ["asks", times] => {
            for _ in 0..times.parse::<u32>().unwrap_or_default() {
                std::hint::black_box(beta_search());
            }
            "ok".to_owned()
        }
        ["flush"] => toggle_runtime::flush(Duration::from_secs(60)).to_string(),
        ["changes"] => toggle_runtime::history().len().to_string(),
        ["set-and-exit", name] => {
            let _ = toggle_runtime::set(name, true);
            std::process::exit(0)
        }
        #[cfg(unix)]
        words => system::answer(words),
        #[cfg(not(unix))]
        _ => format!("unknown command {words:?}"),
    }
}

/// Writes a line for each answer.
fn called() -> Observe {
    Observe::toggle("beta-search").call(|evaluation| {
        let key = evaluation.key.as_deref().unwrap_or_default();
        let line = format!("called: {} {} {key}\n", evaluation.toggle, evaluation.value);
        let _ = std::io::stderr().write_all(line.as_bytes());
    })
}

/// A mutex that blocks the subscriber of [`hang`] while it is locked.
static HANGING: Mutex<()> = Mutex::new(());
/// The sender that ends the lock of [`HANGING`].
static RELEASE: Mutex<Option<Sender<()>>> = Mutex::new(None);

/// Adds a subscriber that blocks on its next event until [`release`].
fn hang() -> String {
    let (release, released) = mpsc::channel();
    let (held, is_held) = mpsc::channel();
    std::thread::spawn(move || {
        let _holding = HANGING.lock();
        let _ = held.send(());
        let _ = released.recv();
    });
    let _ = is_held.recv();
    *RELEASE.lock().expect("nobody panics with it") = Some(release);
    toggle_runtime::subscribe(|_| drop(HANGING.lock()));
    "ok".to_owned()
}

fn release() -> String {
    drop(RELEASE.lock().expect("nobody panics with it").take());
    "ok".to_owned()
}

/// Changes a toggle this number of times.
fn flip(times: u32) -> String {
    for time in 0..times {
        if let Err(error) = toggle_runtime::set("new-checkout", time % 2 == 0) {
            return error.to_string();
        }
    }
    "ok".to_owned()
}

fn done(result: Result<(), toggle_runtime::Error>) -> String {
    result.map_or_else(|error| error.to_string(), |()| "ok".to_owned())
}
