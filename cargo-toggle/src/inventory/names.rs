use super::Inventory;

/// Returns a name for each program: its file name, or all of its path where two have the same file name.
pub fn names(all: &[Inventory]) -> Vec<String> {
    let short = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let is_shared = |name: &String| all.iter().filter(|program| short(&program.origin) == *name).nth(1).is_some();
    let name = |program: &Inventory| {
        Some(short(&program.origin)).filter(|name| !is_shared(name)).unwrap_or_else(|| program.origin.clone())
    };
    all.iter().map(name).collect()
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
    fn program_is_named_by_its_file_where_that_is_unique() {
        check(&["target/debug/shop", r"target\hist.exe"], &["shop", "hist.exe"]);
        check(&["old/shop", "new/shop", "hist"], &["old/shop", "new/shop", "hist"]);
    }
}
