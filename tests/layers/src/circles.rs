//! Circles of arrows: the shortest circle for each set of files that reach each other.

use std::collections::{BTreeSet, VecDeque};

use crate::arrows::Arrow;

/// Lists circles as the numbers of their arrows. Each set of files that reach each other has one circle.
pub(crate) fn of(files: usize, arrows: &[Arrow]) -> Vec<Vec<usize>> {
    let mut reported: BTreeSet<usize> = BTreeSet::new();
    let mut circles: Vec<Vec<usize>> = (0..files).filter_map(|file| shortest(file, files, arrows)).collect();
    circles.sort_by_key(Vec::len);
    circles.retain(|circle| {
        let is_new = circle.iter().all(|&number| !reported.contains(&arrows[number].from));
        reported.extend(circle.iter().map(|&number| arrows[number].from));
        is_new
    });
    circles
}

/// Returns the shortest path from a file back to itself, by breadth-first search.
fn shortest(start: usize, files: usize, arrows: &[Arrow]) -> Option<Vec<usize>> {
    let mut arrived_by: Vec<Option<usize>> = vec![None; files];
    let mut waiting = VecDeque::from([start]);
    while let Some(file) = waiting.pop_front() {
        for (number, arrow) in arrows.iter().enumerate().filter(|(_, arrow)| arrow.from == file) {
            if arrived_by[arrow.to].is_some() {
                continue;
            }
            arrived_by[arrow.to] = Some(number);
            waiting.push_back(arrow.to);
        }
    }
    let mut circle = vec![arrived_by[start]?];
    while arrows[circle[circle.len() - 1]].from != start {
        let from = arrows[circle[circle.len() - 1]].from;
        circle.push(arrived_by[from]?);
    }
    circle.reverse();
    Some(circle)
}
