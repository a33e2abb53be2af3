//! Slices and vectors of bytes.

pub fn as_ref_of_slice(bytes: &[u8]) -> usize {
    let mut sum = bytes.as_ref().len() + AsRef::as_ref(bytes).len();
    for byte in bytes.as_ref() {
        sum += usize::from(*byte);
    }
    sum
}

pub fn as_ref_to_vec(bytes: [u8; 4]) -> Vec<u8> {
    bytes[..].as_ref().to_vec()
}

pub fn window(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted.as_ref())
}

pub fn slice_by_order(bytes: &[u8], other: &Vec<u8>) -> bool {
    bytes < other.as_ref() || bytes < other.as_slice().into() || bytes < Default::default()
}

pub fn empty(slice: &[u8], vector: Vec<u8>) {
    assert_eq!(slice, []);
    assert_eq!(vector, []);
    assert_eq!(vector, Vec::new());
    assert!(slice == [].as_ref() && slice.starts_with(&[]));
}

pub fn boxed(bytes: Box<[u8]>) -> bool {
    bytes == Default::default()
}

pub fn collected(bytes: Vec<u8>, other: &[u8]) {
    assert_eq!(bytes, other.iter().copied().collect::<Vec<_>>());
}
