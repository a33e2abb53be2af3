//! A file of environment variables in the format of docker's `--env-file` and `kubectl create configmap
//! --from-env-file`: everything after the first `=` is the value, even quotes and comments.

use super::mistake::Mistake;

/// Returns the variables of a text, and the mistakes on the other lines.
pub(super) fn read(text: &str) -> (Vec<(String, String)>, Vec<Mistake>) {
    let (mut variables, mut mistakes) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines().map(str::trim_start)) {
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match variable(text) {
            Ok((name, value)) => variables.push((name.to_owned(), value.to_owned())),
            Err(message) => mistakes.push(Mistake { line, message }),
        }
    }
    (variables, mistakes)
}

fn variable(line: &str) -> Result<(&str, &str), String> {
    let (name, value) = line.split_once('=').unwrap_or((line, ""));
    let found = line.trim_end();
    if name.is_empty() {
        return Err(format!("expected `NAME=value`, found `{found}`"));
    }
    if name.contains(char::is_whitespace) {
        let hint = if name.starts_with("export ") { "; remove `export`" } else { "" };
        return Err(format!("docker refuses a name with white space, found `{found}`{hint}"));
    }
    if !line.contains('=') {
        return Err(format!(
            "docker takes the value of `{found}` from the environment of its caller, which is not known here; write \
             `{found}=value`"
        ));
    }
    Ok((name, value))
}

#[cfg(test)]
mod tests {

    #[track_caller]
    fn check(text: &str, variables: &[(&str, &str)], mistakes: &[usize]) {
        let (read, mistaken) = super::read(text);
        let expected: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(read, expected);
        assert_eq!(mistaken.iter().map(|mistake| mistake.line).collect::<Vec<_>>(), mistakes);
    }

    #[test]
    fn value_is_literal() {
        check(
            "A=\"on\" # why\nB='on'\n  C= on \r\nD=a=b\nE=\nF=\\n$A\n",
            &[("A", "\"on\" # why"), ("B", "'on'"), ("C", " on "), ("D", "a=b"), ("E", ""), ("F", "\\n$A")],
            &[],
        );
    }

    #[test]
    fn only_whole_lines_are_comments() {
        check("# A=1\n\n  # B=2\nC=3#4\n", &[("C", "3#4")], &[]);
    }

    #[test]
    fn lines_that_docker_refuses_are_mistakes() {
        check("export A=1\nB =1\n=1\nC\nD=1\n", &[("D", "1")], &[1, 2, 3, 4]);
    }
}
