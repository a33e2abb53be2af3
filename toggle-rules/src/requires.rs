//! Toggles that require others, and the limits of that.

/// The highest number of toggles that one toggle may require, directly and indirectly.
pub const MAX_REQUIRED: usize = 64;

/// Returns the mistake in the requirements of a toggle, if there is one.
///
/// `requires` returns the required toggles of a toggle. `name` returns its name for messages. The search stops after
/// [`MAX_REQUIRED`] toggles, because a longer circle exceeds that limit anyway.
pub fn requirement_fault<'r>(
    toggle: u32,
    requires: impl Fn(u32) -> &'r [u32],
    name: impl Fn(u32) -> String,
) -> Option<String> {
    // Each toggle with the position, in this list, of the toggle that requires it.
    let mut found: Vec<(u32, usize)> = vec![(toggle, 0)];
    let mut next = 0;
    while let Some(&(requiring, _)) = found.get(next) {
        for &required in requires(requiring) {
            if required == toggle {
                return Some(circle(&found, next, &name));
            }
            if !found.iter().any(|(other, _)| *other == required) {
                found.push((required, next));
            }
            if found.len() > MAX_REQUIRED + 1 {
                return Some(format!(
                    "it requires more than {MAX_REQUIRED} toggles, including those that they require"
                ));
            }
        }
        next += 1;
    }
    None
}

fn circle(found: &[(u32, usize)], last: usize, name: &impl Fn(u32) -> String) -> String {
    let mut path = vec![name(found[0].0)];
    let mut at = last;
    while at > 0 {
        path.push(name(found[at].0));
        at = found[at].1;
    }
    path.push(name(found[0].0));
    path.reverse();
    format!("it requires itself: {}", path.join(" requires "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(requires: &[&[u32]], toggle: u32, expected: Option<&str>) {
        let said = requirement_fault(toggle, |toggle| requires[toggle as usize], |toggle| format!("`{toggle}`"));
        assert_eq!(said.as_deref(), expected);
    }

    #[test]
    fn a_circle_is_told_with_its_way() {
        check(&[&[0]], 0, Some("it requires itself: `0` requires `0`"));
        check(&[&[1], &[2], &[0]], 0, Some("it requires itself: `0` requires `1` requires `2` requires `0`"));
        check(&[&[1], &[1]], 0, None);
        check(&[&[1, 2], &[3], &[3], &[]], 0, None);
    }

    #[test]
    fn a_way_that_is_too_long_is_no_endless_one() {
        let requires: Vec<Vec<u32>> = (0..1000).map(|toggle| ((toggle + 1)..1000).collect()).collect();
        let said =
            |toggle: u32| requirement_fault(toggle, |toggle| &requires[toggle as usize], |toggle| toggle.to_string());
        for toggle in [0, 1000 - 66] {
            let expected = Some("it requires more than 64 toggles, including those that they require");
            assert_eq!(said(toggle).as_deref(), expected);
        }
        assert_eq!(said(1000 - 65), None);
    }
}
