//! The engine for a directory. An outage renames the directory.

use std::{fs, path::PathBuf, sync::Arc};

use tempfile::TempDir;
use toggle_store::{
    FileStore, Store, WriteStore,
    conformance::{Fixture, Outage, WriteFixture},
};

/// A store in a directory, whose document the tests write themselves.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is a temporary directory"))
    }

    fn store(&self) -> PathBuf {
        self.0.path().join("shop")
    }

    fn away(&self) -> PathBuf {
        self.0.path().join("away")
    }

    /// Returns the directory, which an outage may have moved.
    fn present(&self) -> PathBuf {
        if self.away().exists() { self.away() } else { self.store() }
    }

    fn version(&self) -> (String, u64) {
        let document = fs::read(self.present().join("document")).unwrap_or_default();
        let head = String::from_utf8_lossy(&document).lines().next().unwrap_or_default().to_owned();
        let words: Vec<&str> = head.split([' ', ';']).collect();
        match *words {
            ["#", "lineage", lineage, "revision", revision, ..] => {
                (lineage.to_owned(), revision.parse().expect("it is valid"))
            }
            _ => ("first".to_owned(), 100),
        }
    }

    fn place(&self, lineage: &str, revision: u64, contents: &[u8]) {
        fs::create_dir_all(self.present()).expect("the file can be used");
        let head = format!("# lineage {lineage} revision {revision}; by a test\n");
        let temporary = self.present().join(".document");
        fs::write(&temporary, [head.as_bytes(), contents].concat()).expect("the file can be used");
        fs::rename(temporary, self.present().join("document")).expect("the file can be used");
    }
}

impl Fixture for Files {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(FileStore::new(self.store()))
    }

    fn put(&self, contents: &[u8]) {
        let (lineage, revision) = self.version();
        self.place(&lineage, revision + 1, contents);
    }

    fn go_back(&self, contents: &[u8]) -> bool {
        let (lineage, _) = self.version();
        self.place(&lineage, 1, contents);
        true
    }

    fn begin_lineage(&self, contents: &[u8]) -> bool {
        let (_, revision) = self.version();
        self.place("second", revision + 1, contents);
        true
    }

    fn delete(&self) {
        fs::remove_file(self.present().join("document")).expect("the file can be used");
    }

    fn outage(&self, outage: Outage) -> bool {
        match outage {
            Outage::Over if self.away().exists() => {
                // A writer makes the directory again, and nothing else.
                let _ = fs::remove_dir_all(self.store());
                fs::rename(self.away(), self.store()).expect("the file can be used");
                true
            }
            Outage::Over => true,
            Outage::Cut => {
                fs::rename(self.store(), self.away()).expect("the file can be used");
                true
            }
            _ => false,
        }
    }
}

impl WriteFixture for Files {
    fn open_writer(&self) -> Arc<dyn WriteStore> {
        Arc::new(FileStore::new(self.store()))
    }
}

mod following {
    toggle_store::following_tests!(super::Files::new());
}

mod writing {
    toggle_store::writing_tests!(super::Files::new());
}
