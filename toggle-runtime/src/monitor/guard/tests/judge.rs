//! The judgement of returned values as failures.

use std::task::Poll;

use crate::{__private::is_failure, Outcome};

struct Response(u16);

impl Outcome for Response {
    fn is_failure(&self) -> bool {
        self.0 >= 500
    }
}

/// A type without [`Outcome`], but with a method of that name.
struct Silent;

impl Silent {
    #[expect(dead_code, clippy::unused_self, reason = "that it is not called is what is tested")]
    fn is_failure(&self) -> bool {
        true
    }
}

/// An error with one kind that the caller has caused.
enum Error {
    NotFound,
    Database,
}

impl Outcome for Error {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Database)
    }
}

type Answer<T> = Result<T, Error>;

fn of_any<T>(returned: &T) -> bool {
    is_failure!(returned)
}

fn of_outcome<T: Outcome + ?Sized>(returned: &T) -> bool {
    is_failure!(returned)
}

fn of_result<T, E>(returned: &Result<T, E>) -> bool {
    is_failure!(returned)
}

fn of_error<T, E: Outcome>(returned: &Result<T, E>) -> bool {
    is_failure!(returned)
}

fn of_both<T: Outcome, E: Outcome>(returned: &Result<T, E>) -> bool {
    is_failure!(returned)
}

#[expect(clippy::ref_option, reason = "a guard judges a reference to what a function returns")]
fn of_optional_result<T, E: Outcome>(returned: &Option<Result<T, E>>) -> bool {
    is_failure!(returned)
}

fn of_result_of_outcome<T: Outcome, E>(returned: &Result<T, E>) -> bool {
    is_failure!(returned)
}

#[test]
fn a_type_says_what_is_a_failure() {
    assert!(is_failure!(&Err::<(), _>("no")));
    assert!(!is_failure!(&Ok::<_, ()>("yes")));
    assert!(is_failure!(&Response(503)));
    assert!(!is_failure!(&Response(404)));
    assert!(is_failure!(&(Response(503)) as &dyn Outcome));
}

#[test]
fn what_holds_another_asks_that() {
    assert!(is_failure!(&Some(Response(503))));
    assert!(!is_failure!(&Some(Response(404))));
    assert!(!is_failure!(&None::<Response>));
    assert!(is_failure!(&Box::new(Response(503))));
    assert!(is_failure!(&(Box::new(Response(503)) as Box<dyn Outcome>)));
    assert!(is_failure!(&&Response(503)));
    assert!(is_failure!(&Some(Err::<(), _>("no"))));
}

#[test]
fn a_result_asks_what_it_holds() {
    assert!(is_failure!(&Ok::<_, ()>(Response(503))));
    assert!(!is_failure!(&Ok::<_, ()>(Response(404))));
    assert!(is_failure!(&Err::<Response, _>("no")));
    assert!(is_failure!(&Ok::<_, ()>(Some(Response(503)))));
    assert!(is_failure!(&Ok::<_, ()>(Err::<(), _>("no"))));
    assert!(!is_failure!(&Ok::<_, ()>(Silent)));
}

#[test]
fn an_error_says_whether_it_is_a_failure() {
    assert!(!is_failure!(&Err::<(), _>(Error::NotFound)));
    assert!(is_failure!(&Err::<(), _>(Error::Database)));
    assert!(!is_failure!(&Ok::<_, Error>(())));
    assert!(!is_failure!(&Err::<Response, _>(Error::NotFound)));
    assert!(is_failure!(&Err::<Response, _>(Error::Database)));
    assert!(is_failure!(&Ok::<_, Error>(Response(503))));
    assert!(!is_failure!(&Ok::<_, Error>(Response(404))));
    assert!(!is_failure!(&Err::<Silent, _>(Box::new(Error::NotFound))));
    let alias: Answer<Silent> = Err(Error::NotFound);
    assert!(!is_failure!(&alias));
    assert!(is_failure!(&Err::<(), Box<dyn std::error::Error>>("no".into())));
    assert!(!is_failure!(&Err::<(), Box<dyn Outcome>>(Box::new(Error::NotFound))));
}

/// Checks a result inside other types: a failure stays one, and no other value becomes one.
#[test]
fn a_result_inside_another_is_asked() {
    let errors = || [Error::NotFound, Error::Database].map(Err::<(), _>);
    for (result, expected) in errors().into_iter().zip([false, true]) {
        assert_eq!(is_failure!(&&result), expected);
        let result = Some(result);
        assert_eq!(is_failure!(&result), expected);
        let result = Poll::Ready(result);
        assert_eq!(is_failure!(&result), expected);
        let result = Box::new(result);
        assert_eq!(is_failure!(&result), expected);
        let result = Ok::<_, String>(result);
        assert_eq!(is_failure!(&result), expected);
    }
    for (result, expected) in errors().into_iter().zip([false, true]) {
        let result = Ok::<_, Error>(result);
        assert_eq!(is_failure!(&result), expected);
        assert_eq!(is_failure!(&Some(&result)), expected);
    }
    assert!(is_failure!(&Err::<Answer<()>, _>("elapsed")));
    assert!(!is_failure!(&Err::<Answer<()>, _>(Error::NotFound)));
    assert!(is_failure!(&Err::<Answer<()>, _>(Error::Database)));
    assert!(is_failure!(&Err::<Option<Answer<()>>, _>("elapsed")));
    assert!(!is_failure!(&None::<Answer<()>>));
    assert!(!is_failure!(&Poll::Pending::<Answer<()>>));
    assert!(!is_failure!(&Poll::Pending::<Response>));
    assert!(is_failure!(&Poll::Ready(Response(503))));
}

/// A type whose container has another outcome than itself.
struct Held;

impl Outcome for Box<Held> {
    fn is_failure(&self) -> bool {
        true
    }
}

#[test]
fn a_box_of_an_own_type_speaks_for_itself() {
    assert!(is_failure!(&Box::new(Held)));
    assert!(is_failure!(&Some(Box::new(Held))));
    assert!(is_failure!(&Err::<(), _>(Box::new(Held))));
}

/// A trait for all types, with methods of the same names as those of [`Outcome`].
mod of_others {
    use super::{Response, Silent, is_failure};

    trait Fail {
        #[expect(clippy::wrong_self_convention, reason = "the name is what is tested")]
        fn is_failure(self) -> u32;
    }

    impl<T> Fail for T {
        fn is_failure(self) -> u32 {
            1
        }
    }

    #[test]
    fn the_traits_of_others_are_not_asked() {
        assert_eq!(Silent.is_failure(), 1, "it is in scope");
        let silent: bool = is_failure!(&Some(Silent));
        assert!(!silent);
        assert!(is_failure!(&Response(503)));
        assert!(is_failure!(&Err::<(), _>("no")));
    }
}

#[test]
fn of_other_types_nothing_is_a_failure() {
    assert!(!is_failure!(&Silent));
    assert!(!is_failure!(&None::<u8>));
    assert!(!is_failure!("text"));
    assert!(!is_failure!(&()));
    assert!(!is_failure!(&Some(Silent)));
    assert!(!is_failure!(&Box::new(Silent)));
}

#[test]
fn a_generic_function_knows_what_its_bounds_say() {
    assert!(of_result::<(), _>(&Err("no")));
    assert!(!of_result(&Ok::<_, ()>(Response(503))));
    assert!(of_result::<(), _>(&Err(Error::NotFound)));
    assert!(!of_error(&Err::<Silent, _>(Error::NotFound)));
    assert!(of_error(&Err::<Silent, _>(Error::Database)));
    assert!(!of_error(&Ok::<_, Error>(Response(503))));
    assert!(of_both(&Ok::<_, Error>(Response(503))));
    assert!(!of_both(&Err::<Response, _>(Error::NotFound)));
    assert!(!of_optional_result::<(), _>(&Some(Err(Error::NotFound))));
    assert!(of_result_of_outcome::<Response, _>(&Err(Error::NotFound)));
    assert!(of_result_of_outcome(&Ok::<_, ()>(Response(503))));
    assert!(of_outcome(&Response(503)));
    assert!(of_outcome::<dyn Outcome>(&Response(503)));
    assert!(!of_any(&Response(503)));
    assert!(!of_any(&Err::<(), _>("no")));
}

#[cfg(feature = "http")]
#[test]
fn http_answers_fail_with_a_server_error() {
    use http::{Response, StatusCode};

    let answer = |status: u16| {
        let status = StatusCode::from_u16(status).expect("it is a status");
        let mut response = Response::new("a body");
        *response.status_mut() = status;
        (status, response)
    };
    for (code, expected) in
        [(200, false), (404, false), (499, false), (500, true), (503, true), (599, true), (600, false)]
    {
        let (status, response) = answer(code);
        assert_eq!(is_failure!(&status), expected, "{code}");
        assert_eq!(is_failure!(&response), expected, "{code}");
        assert_eq!(is_failure!(&Ok::<_, &str>(response)), expected, "{code}");
        assert_eq!(is_failure!(&Err::<(), _>(status)), expected, "{code}");
    }
}
