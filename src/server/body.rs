//! Reads bodies within their limits.

use std::pin::Pin;

use axum::body::{Body, HttpBody as _};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{Limits, Refusal};

/// Metering reports may be long. They are known by their operation: as `SOAPAction`, or as an element near the start of the body,
/// since clients leave the header field out.
const METERING: &str = "ProcessMeteringData";

/// How far into a body its operation is looked for.
const LOOK: usize = 4096;

/// Long bodies at a time, so that memory has a bound.
pub const LONG_BODIES: usize = 16;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// It is refused for good.
    Refused(Refusal),
    /// It is long, and too many long ones are being read.
    Busy,
}

/// Reads a body of known or unknown length. The permit, if there is one, is for a long body and is held while the body lives.
pub async fn read<'a>(
    mut body: Body,
    soap_action: Option<&str>,
    limits: &Limits,
    long: &'a Semaphore,
) -> Result<(Vec<u8>, Option<SemaphorePermit<'a>>), BodyError> {
    let named = soap_action.is_some_and(|action| action.ends_with(METERING));
    let mut bytes = Vec::new();
    let mut permit = None;
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limits.metering_body_len {
        return Err(BodyError::Refused(Refusal::TooLong { limit: limits.metering_body_len }));
    }
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| BodyError::Refused(Refusal::Incomplete))?;
        // Trailers say nothing here.
        let Ok(data) = frame.into_data() else { continue };
        let len = bytes.len().saturating_add(data.len());
        if len > limits.metering_body_len {
            return Err(BodyError::Refused(Refusal::TooLong { limit: limits.metering_body_len }));
        }
        bytes.extend_from_slice(&data);
        if len > limits.body_len && permit.is_none() {
            if !named && !starts_as_metering(&bytes) {
                return Err(BodyError::Refused(Refusal::TooLong { limit: limits.body_len }));
            }
            permit = Some(long.try_acquire().map_err(|_| BodyError::Busy)?);
        }
    }
    Ok((bytes, permit))
}

/// Whether an element of this name begins near the start. The operation itself is found later, by a parser; this only allows more bytes.
fn starts_as_metering(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(LOOK)];
    start
        .windows(METERING.len() + 1)
        .any(|window| matches!(window[0], b'<' | b':') && &window[1..] == METERING.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_now(bytes: Vec<u8>, action: Option<&str>) -> Result<usize, BodyError> {
        let limits = Limits { body_len: 5_000, metering_body_len: 20_000, ..Limits::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let long = Semaphore::new(1);
        runtime.block_on(read(Body::from(bytes), action, &limits, &long)).map(|(bytes, _)| bytes.len())
    }

    #[test]
    fn each_limit_at_its_edge() {
        let too_long = |limit| Err(BodyError::Refused(Refusal::TooLong { limit }));
        let action = Some("http://schemas.microsoft.com/DRM/2007/03/protocols/ProcessMeteringData");
        assert_eq!(read_now(vec![b' '; 5_000], None), Ok(5_000));
        assert_eq!(read_now(vec![b' '; 5_001], None), too_long(5_000));
        assert_eq!(read_now(vec![b' '; 20_000], action), Ok(20_000));
        assert_eq!(read_now(vec![b' '; 20_001], action), too_long(20_000));
        for start in ["<ProcessMeteringData xmlns='p'>", "<p:ProcessMeteringData>"] {
            let mut body = start.as_bytes().to_vec();
            body.resize(20_000, b' ');
            assert_eq!(read_now(body, None), Ok(20_000), "{start}");
        }
        let mut late = vec![b' '; LOOK];
        late.extend_from_slice(b"<ProcessMeteringData>");
        late.resize(5_001, b' ');
        assert_eq!(read_now(late, None), too_long(5_000));
    }
}
