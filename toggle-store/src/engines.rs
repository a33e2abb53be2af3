//! The engines of this crate for `TOGGLE_STORE`.

#[cfg(feature = "file")]
toggle_runtime::engine!(["file"], |url| {
    Ok(std::sync::Arc::new(crate::StoreSource::registered(crate::FileStore::from_url(url)?)))
});

#[cfg(feature = "http")]
toggle_runtime::engine!(["http", "https"], |url| {
    Ok(std::sync::Arc::new(crate::StoreSource::new(crate::HttpStore::from_url(url)?)))
});
