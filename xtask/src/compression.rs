//! Compression at the highest quality, as releases have it.

use crate::failure::{Failure, Result};

pub fn brotli_11(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &parameters)
        .map_err(|error| Failure::new(format!("brotli failed: {error}")))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::brotli_11;

    #[test]
    fn sizes_are_those_of_brotli() {
        assert!(brotli_11(&[b'a'; 10_000]).unwrap().len() < 50);
    }
}
