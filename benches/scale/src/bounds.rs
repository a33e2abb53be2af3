//! The check of the bytes per point against `bounds.toml`.

use std::process::ExitCode;

use crate::{Result, size::PerPoint};

const BOUNDS: &str = include_str!("../bounds.toml");

pub fn check() -> Result<ExitCode> {
    let bounds: toml::Table = BOUNDS.parse()?;
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let Some(bound) = bounds.get("bytes-per-point").and_then(|bounds| bounds.get(&target)?.as_float()) else {
        println!("benches/scale/bounds.toml has no bound for {target}, so bytes per point are not checked");
        return Ok(ExitCode::SUCCESS);
    };
    let measured = PerPoint::measure()?.sections;
    if measured <= bound {
        println!("{measured:.1} bytes per point, at most {bound:.1}");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "a point has become larger: {measured:.1} bytes in a stripped binary, but benches/scale/bounds.toml allows {bound:.1}. \
         `-- --bytes` shows by section where they are"
    );
    Ok(ExitCode::FAILURE)
}
