//! Short names of programs.

use super::Inventory;

/// Returns a name for each program: its file name, or its path if two programs have the same file name. A saved list
/// has the name of its binary, unless it has several.
pub fn names(all: &[Inventory]) -> Vec<String> {
    let is_unique = |name: &str, of: fn(&Inventory) -> &str| all.iter().filter(|one| of(one) == name).nth(1).is_none();
    let name = |program: &Inventory| {
        let unique = [file_name, path].into_iter().find(|of| is_unique(of(program), *of));
        unique.map_or(program.origin.as_str(), |of| of(program)).to_owned()
    };
    all.iter().map(name).collect()
}

fn path(program: &Inventory) -> &str {
    match program.artifacts.as_slice() {
        [artifact] => &artifact.path,
        _ => &program.origin,
    }
}

fn file_name(program: &Inventory) -> &str {
    let path = path(program);
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paths: &[&str], expected: &[&str]) {
        let of_path = |path: &&str| Inventory { origin: (*path).to_owned(), ..Inventory::default() };
        let all: Vec<Inventory> = paths.iter().map(of_path).collect();
        assert_eq!(names(&all), expected);
    }

    #[test]
    fn program_with_unique_file_name_has_that_name() {
        check(&["target/debug/shop", r"target\hist.exe"], &["shop", "hist.exe"]);
        check(&["old/shop", "new/shop", "hist"], &["old/shop", "new/shop", "hist"]);
    }
}
