//! Directories of toggle files: the precedence of files, and the effective states while one file is wrong.

use std::{fs, io};

use tempfile::TempDir;

use super::*;

fn directory(files: &[(&str, &str)]) -> io::Result<TempDir> {
    let directory = tempfile::tempdir()?;
    for (name, text) in files {
        fs::write(directory.path().join(name), text)?;
    }
    Ok(directory)
}

/// Returns a program with toggles `a` and `b` that reads the directory once.
fn installed(directory: &TempDir) -> Program {
    let program = Program::new(&["a", "b"]);
    let builder = Builder::default().watch(false).settle(Duration::ZERO);
    program.registry.install(builder.optional_directory(directory.path())).expect("it is optional");
    program
}

/// Returns the place, the error and the note of the directory's step in the explanation of `a`.
fn told(program: &Program, directory: &TempDir) -> (String, Option<String>, Option<String>) {
    let decision = program.explain("a");
    let step = decision.trace.iter().find(|step| step.source.starts_with("directory ")).expect("it has a step");
    let path = format!("{}/", directory.path().display());
    let short = |text: &str| text.replace(&path, "");
    (step.place.as_deref().map(short).unwrap_or_default(), step.error.as_deref().map(short), step.note.clone())
}

#[test]
fn later_file_wins_and_is_named() -> io::Result<()> {
    // In byte order, upper case comes first, and 10 comes before 9.
    let files = [("9.toml", "a = true"), ("10.toml", "a = false\nb = true"), ("Z.toml", "# none"), ("x.txt", "a = 1")];
    let directory = directory(&files)?;
    let program = installed(&directory);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(told(&program, &directory), ("9.toml:1:1".to_owned(), None, None));
    assert_eq!(program.problems(), Vec::<String>::new());
    Ok(())
}

#[test]
fn each_part_comes_from_last_file_that_sets_it() -> io::Result<()> {
    let files = [("1.toml", "a = { otherwise = true, observe = false }"), ("2.toml", "\na = { observe = true }")];
    let directory = directory(&files)?;
    let program = installed(&directory);
    assert_eq!(program.problems(), Vec::<String>::new());
    assert!(program.asks(0), "the later file gives no state");
    assert_eq!(told(&program, &directory).0, "1.toml:1:1");
    fs::write(directory.path().join("2.toml"), "a = { otherwise = false }")?;
    program.registry.reload().expect("the files are good");
    assert!(!program.asks(0));
    assert_eq!(told(&program, &directory).0, "2.toml:1:1");
    Ok(())
}

#[test]
fn mistake_in_later_file_leaves_earlier_state() -> io::Result<()> {
    let directory = directory(&[("1.toml", "a = true"), ("2.toml", "a = 7")])?;
    let program = installed(&directory);
    assert!(program.asks(0));
    let (place, error, note) = told(&program, &directory);
    assert_eq!((place.as_str(), note.as_deref()), ("1.toml:1:1", Some("an earlier file applies")));
    let error = error.expect("the later file is mistaken");
    assert!(error.contains("found the integer 7") && error.ends_with("(2.toml:1:1)"), "{error}");
    // The next mistake in the file keeps the file's own last good state.
    fs::write(directory.path().join("2.toml"), "a = false")?;
    program.registry.reload().expect("the files are good");
    assert!(!program.asks(0));
    fs::write(directory.path().join("2.toml"), "a = 7")?;
    program.registry.reload().expect("the files are TOML");
    assert!(!program.asks(0), "the last good state of the second file stays");
    Ok(())
}

#[test]
fn mistake_in_a_file_keeps_nothing_of_another() -> io::Result<()> {
    let directory = directory(&[("1.toml", "a = true"), ("2.toml", "a = false")])?;
    let program = installed(&directory);
    assert!(!program.asks(0));
    fs::write(directory.path().join("1.toml"), "a = 7")?;
    fs::remove_file(directory.path().join("2.toml"))?;
    program.registry.reload().expect("the file is TOML");
    assert!(program.asks(0), "the first file has said `true` before");
    Ok(())
}

#[test]
fn broken_file_keeps_its_states_until_removed() -> io::Result<()> {
    let directory = directory(&[("1.toml", "b = true"), ("2.toml", "a = true")])?;
    let program = installed(&directory);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    fs::write(directory.path().join("2.toml"), "b = false\na = tru")?;
    fs::write(directory.path().join("1.toml"), "b = false")?;
    program.registry.reload().expect("the directory can be read");
    assert_eq!([program.asks(0), program.asks(1)], [true, false]);
    let [problem] = &*program.problems() else { panic!("expected one problem: {:?}", program.problems()) };
    assert!(problem.contains("2.toml: line 2, column 5: "), "{problem}");
    let (place, error, _) = told(&program, &directory);
    assert_eq!(place, "2.toml:1:1");
    assert!(error.is_some_and(|error| error.contains("file 2.toml: line 2, column 5: ")));
    fs::remove_file(directory.path().join("2.toml"))?;
    program.registry.reload().expect("the directory can be read");
    assert_eq!([program.asks(0), program.asks(1)], [false, false]);
    assert_eq!(program.problems(), Vec::<String>::new());
    Ok(())
}

#[test]
fn directory_without_files_keeps_everything() -> io::Result<()> {
    let directory = directory(&[("a.toml", "a = true")])?;
    let program = installed(&directory);
    assert!(program.asks(0));
    fs::rename(directory.path().join("a.toml"), directory.path().join(".a.toml"))?;
    let error = program.registry.reload().expect_err("it has no files");
    assert!(error.to_string().ends_with("has no file `*.toml`; to set no toggle, write a comment into one"));
    assert!(program.asks(0));
    fs::rename(directory.path().join(".a.toml"), directory.path().join("a.toml"))?;
    program.registry.reload().expect("it has a file");
    assert_eq!(program.problems(), Vec::<String>::new());
    Ok(())
}

/// Returns the error of an installation that requires the directory.
fn refused(directory: &TempDir) -> String {
    let program = Program::new(&["a"]);
    let builder = Builder::default().watch(false).settle(Duration::ZERO).unknown(Unknown::Deny);
    let error = program.registry.install(builder.directory(directory.path())).expect_err("it is required");
    error.to_string().replace(&*directory.path().display().to_string(), "D")
}

#[test]
fn required_directory_must_be_good_at_first() -> io::Result<()> {
    let empty = directory(&[("x.json", "")])?;
    let none = "directory D: has no file `*.toml`; to set no toggle, write a comment into one";
    assert_eq!(refused(&empty), none);
    fs::remove_dir_all(empty.path())?;
    assert!(refused(&empty).starts_with("directory D: cannot be read: "));
    let broken = directory(&[("1.toml", "a = true"), ("2.toml", "a = 1\nb =")])?;
    let error = refused(&broken);
    assert!(error.starts_with("directory D: D/2.toml: line 2, column "), "{error}");
    let unknown = directory(&[("1.toml", "a = true"), ("2.toml", "x = true")])?;
    let error = refused(&unknown);
    assert!(error.contains("directory D") && error.contains("D/2.toml:1:1"), "{error}");
    let file = tempfile::NamedTempFile::new()?;
    let program = Program::new(&["a"]);
    let error = program.registry.install(Builder::default().directory(file.path())).expect_err("it is a file");
    assert!(error.to_string().ends_with("; add a file with `file`"), "{error}");
    Ok(())
}

#[test]
fn directory_that_is_added_as_a_file_is_refused() -> io::Result<()> {
    let directory = directory(&[("a.toml", "a = true")])?;
    let error = Program::new(&["a"]).registry.install(Builder::default().file(directory.path()));
    let error = error.expect_err("it is no file").to_string();
    assert!(error.ends_with("add a directory of toggle files with `directory` or `optional_directory`"), "{error}");
    Ok(())
}

#[test]
fn variable_may_name_a_directory() -> io::Result<()> {
    let directory = directory(&[("a.toml", "a = true"), ("b.toml", "b = 1")])?;
    let program = Program::new(&["a", "b"]);
    program.variable("TOGGLE_FILE", directory.path().to_str().expect("temporary paths are Unicode"));
    assert!(program.asks(0));
    assert_eq!(program.explain("a").source, format!("directory {}", directory.path().display()));
    Ok(())
}

#[test]
fn too_many_files_are_refused() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    for number in 0..1001 {
        fs::write(directory.path().join(format!("{number}.toml")), "#")?;
    }
    let error = refused(&directory);
    assert_eq!(error, "directory D: has more than 1000 files `*.toml`, which is the limit; join some of them");
    fs::remove_file(directory.path().join("7.toml"))?;
    assert_eq!(installed(&directory).problems(), Vec::<String>::new(), "as many as the limit");
    Ok(())
}

#[test]
fn files_that_are_too_large_together_are_refused() -> io::Result<()> {
    let text = "#".repeat(5 << 20);
    let directory = directory(&[("1.toml", &text), ("2.toml", &text)])?;
    assert_eq!(installed(&directory).problems(), Vec::<String>::new());
    fs::write(directory.path().join("3.toml"), text)?;
    assert_eq!(refused(&directory), "directory D: has files of more than 12 MiB together, which is the limit");
    Ok(())
}

#[test]
fn circle_across_files_is_refused() -> io::Result<()> {
    let files = [("1.toml", "a = { requires = 'b' }"), ("2.toml", "b = { requires = 'a' }")];
    let directory = directory(&files)?;
    let problems = installed(&directory).problems();
    assert_eq!(problems.len(), 2, "{problems:?}");
    Ok(())
}

#[test]
fn stages_and_segments_belong_to_their_file() -> io::Result<()> {
    let segment = "[segment.staff]\nkey = ['x']";
    let rules = "[a]\nrules = [{ segment = 'staff' }]\n[environment.production]\nb = true";
    let directory = directory(&[("1.toml", segment), ("2.toml", rules), ("3.toml", "b = false")])?;
    let program = Program::new(&["a", "b"]);
    let builder = Builder::default().watch(false).settle(Duration::ZERO).environment("production");
    program.registry.install(builder.optional_directory(directory.path())).expect("it is optional");
    assert!(!program.asks(1), "the later file comes before the stage of an earlier one");
    let problems = program.problems();
    assert!(problems.iter().any(|problem| problem.contains("2.toml:") && problem.contains("`staff`")), "{problems:?}");
    Ok(())
}

#[test]
fn missing_stage_is_noted_with_the_files() -> io::Result<()> {
    let stage = "[environment.production]\na = true";
    let directory = directory(&[("1.toml", stage), ("2.toml", stage), ("3.toml", "b = true")])?;
    let program = Program::new(&["a", "b"]);
    let builder = Builder::default().watch(false).settle(Duration::ZERO).environment("qa");
    program.registry.install(builder.optional_directory(directory.path())).expect("it is optional");
    let path = directory.path().display();
    let note = format!("there is no section for the environment `qa` in {path}/1.toml, nor in 1 more");
    assert_eq!(told(&program, &directory).2, Some(note));
    Ok(())
}
