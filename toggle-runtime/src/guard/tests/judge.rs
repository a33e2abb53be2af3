use crate::{__private::is_failure, Outcome};

struct Response(u16);

impl Outcome for Response {
    fn is_failure(&self) -> bool {
        self.0 >= 500
    }
}

/// Not an [`Outcome`], though it has such a method.
struct Silent;

impl Silent {
    #[expect(dead_code, clippy::unused_self, reason = "that it is not called is what is tested")]
    fn is_failure(&self) -> bool {
        true
    }
}

fn of_any<T>(returned: &T) -> bool {
    is_failure!(returned)
}

fn of_outcome<T: Outcome + ?Sized>(returned: &T) -> bool {
    is_failure!(returned)
}

fn of_result<T, E>(returned: &Result<T, E>) -> bool {
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

/// A trait for all types, with methods that are called like those of an [`Outcome`].
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
    assert!(of_result_of_outcome(&Ok::<_, ()>(Response(503))));
    assert!(of_outcome(&Response(503)));
    assert!(of_outcome::<dyn Outcome>(&Response(503)));
    assert!(!of_any(&Response(503)));
    assert!(!of_any(&Err::<(), _>("no")));
}
