//! Rules with attributes of the process, which do not allocate.
#![allow(unsafe_code, reason = "an allocator that counts is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use toggle_runtime::{AttributeRef, Context, Source, SourceError, States, Targeting, enabled, scope};

struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is forwarded to the system allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller upholds the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller upholds the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Text;

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let text = "by-region.rules = [{ when = { zone = 'a', region = 'eu' } }, { when = { region = 'eu' } }]\n\
                    by-instance.rules = [{ rollout = 99.999, by = 'instance' }]\n\
                    by-segment = { rules = [{ segment = 's' }], requires = ['by-region'] }\n\
                    [segment.s]\nversion = { semver = '>=2.3' }\n";
        States::from_toml(text, "text", None)
    }
}

/// A user without attributes.
struct User(String);

impl Targeting for User {
    fn key(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn attribute(&self, _: &str) -> Option<AttributeRef<'_>> {
        None
    }
}

fn ask(user: &User) -> [bool; 4] {
    let here = [enabled!("by-region"), enabled!("by-instance"), enabled!("by-segment")];
    [here[0], here[1], here[2], enabled!("by-region", for = user)]
}

#[test]
fn attributes_of_process_allocate_nothing() {
    let process = Context::default().with("region", "eu").with("instance", "search-7").with("version", "2.10");
    toggle_runtime::builder().source(Text).context(process).install().expect("nothing is wrong with it");
    let user = User("ann".to_owned());
    let inside = scope().context(Context::new("ann").with("plan", "pro"));
    // The first checks set up their toggle points, and start threads.
    assert_eq!(ask(&user), [true; 4]);
    let entered = inside.enter();
    assert_eq!(ask(&user), [true; 4]);
    let before = COUNT.get();
    for _ in 0..1_000 {
        assert_eq!(ask(&user), [true; 4]);
    }
    assert_eq!(COUNT.get(), before, "inside of the scope");
    drop(entered);
    let before = COUNT.get();
    for _ in 0..1_000 {
        assert_eq!(ask(&user), [true; 4]);
    }
    assert_eq!(COUNT.get(), before, "outside of scopes");
}
