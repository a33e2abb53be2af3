//! Nothing: the tests are in `tests/`, and the cases are in `cases/`.
