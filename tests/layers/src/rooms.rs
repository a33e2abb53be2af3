//! Rooms: ordered groups of modules. A file uses only its own room and the rooms below.

use crate::{File, Graph};

/// A group of modules.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// The name in messages.
    pub name: &'static str,
    /// The paths of its modules, such as `registry::view`. Modules below them belong to the room unless another room
    /// names them.
    pub modules: &'static [&'static str],
}

/// Lists arrows to a higher room, files without a room, and modules of `rooms` that do not exist.
///
/// `rooms` is ordered from bottom to top. An empty list disables the check. The root has no room: as the crate's
/// door, it may use all rooms.
#[must_use]
pub fn rooms_mistakes(graph: &Graph, rooms: &[Room]) -> Vec<String> {
    if rooms.is_empty() {
        return Vec::new();
    }
    let mut mistakes = Vec::new();
    for module in rooms.iter().flat_map(|room| room.modules) {
        if !graph.files.iter().any(|file| file.module.join("::") == *module) {
            mistakes.push(format!("there is no module `{module}`"));
        }
    }
    for file in &graph.files {
        if !file.module.is_empty() && room_of(file, rooms).is_none() {
            mistakes.push(format!("{} is in no room", file.path));
        }
    }
    for arrow in &graph.arrows {
        let (from, to) = (&graph.files[arrow.from], &graph.files[arrow.to]);
        if let (Some(from), Some(to)) = (room_of(from, rooms), room_of(to, rooms))
            && from < to
        {
            let described = graph.describe(arrow);
            mistakes.push(format!("from `{}` up to `{}`:\n{described}", rooms[from].name, rooms[to].name));
        }
    }
    mistakes
}

/// Returns the number of the room with the longest module path that matches the file's module path.
fn room_of(file: &File, rooms: &[Room]) -> Option<usize> {
    let length = |module: &str| {
        let words: Vec<&str> = module.split("::").collect();
        (words.len() <= file.module.len() && words.iter().zip(&file.module).all(|(word, name)| word == name))
            .then_some(words.len())
    };
    let longest = |room: &Room| room.modules.iter().filter_map(|module| length(module)).max();
    let lengths = rooms.iter().enumerate().filter_map(|(number, room)| Some((longest(room)?, number)));
    lengths.max_by_key(|&(length, _)| length).map(|(_, number)| number)
}
