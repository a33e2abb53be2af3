pub(crate) fn price() -> Option<u8> {
    Some(1)
}
