//! Time as a parameter, and its text forms. All times are whole seconds since 1970-01-01T00:00:00Z.

use std::time::SystemTime;

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// Seconds since 1970.
    fn now(&self) -> u64;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        // A machine set before 1970 is at the beginning of time.
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }
}

/// A clock that stands still: for tests, and for questions such as "would it play then?".
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub u64);

impl Clock for FixedClock {
    fn now(&self) -> u64 {
        self.0
    }
}

/// `2026-11-22T10:00:00Z`. Times beyond the year 9999 are written as the number of seconds.
pub fn rfc3339(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok())
        .and_then(|t| t.format(&Rfc3339).ok())
        .unwrap_or_else(|| format!("{seconds} s"))
}

/// Reads RFC 3339 (`2026-11-22T10:00:00Z`, any offset) or a day (`2026-11-22`, its first second in UTC). `None` for anything else and for
/// times before 1970.
pub fn parse_rfc3339(text: &str) -> Option<u64> {
    let seconds = match OffsetDateTime::parse(text, &Rfc3339) {
        Ok(time) => time.unix_timestamp(),
        Err(_) => return day_text(text),
    };
    u64::try_from(seconds).ok()
}

fn day_text(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    civil([year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, 0, 0, 0])
}

/// Year, month, day, hour, minute and second in UTC as seconds since 1970; `None` when there is no such moment.
pub fn civil([year, month, day, hour, minute, second]: [u16; 6]) -> Option<u64> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
    let byte = |value| u8::try_from(value).ok();
    let time = Time::from_hms(byte(hour)?, byte(minute)?, byte(second)?).ok()?;
    u64::try_from(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp()).ok()
}

/// A span in the words a person would use: `48 h`, `90 s`, `30 d`.
pub fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let unit = UNITS.iter().find(|(len, name)| {
        seconds != 0 && seconds.is_multiple_of(*len) && (*name != "d" || seconds > 3 * 86_400)
    });
    match unit {
        Some((len, name)) => format!("{} {name}", seconds / len),
        None => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_446_224_170, "2015-10-30T16:56:10Z"),
            (4_102_444_800, "2100-01-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(seconds), text);
            assert_eq!(parse_rfc3339(text), Some(seconds));
        }
        assert_eq!(parse_rfc3339("2026-11-22T12:00:00+02:00"), parse_rfc3339("2026-11-22T10:00:00Z"));
        assert_eq!(parse_rfc3339("2026-11-22"), parse_rfc3339("2026-11-22T00:00:00Z"));
    }

    #[test]
    fn moments_that_do_not_exist() {
        for wrong in
            ["", "2026-02-30", "2026-13-01", "26-01-01", "1969-12-31", "2026-11-22T25:00:00Z", "tomorrow"]
        {
            assert_eq!(parse_rfc3339(wrong), None, "{wrong}");
        }
        assert_eq!(civil([2026, 2, 29, 0, 0, 0]), None);
        assert_eq!(civil([2028, 2, 29, 23, 59, 59]), parse_rfc3339("2028-02-29T23:59:59Z"));
    }

    #[test]
    fn spans_in_words() {
        for (seconds, text) in
            [(0, "0 s"), (59, "59 s"), (60, "1 min"), (172_800, "48 h"), (2_592_000, "30 d"), (61, "61 s")]
        {
            assert_eq!(span(seconds), text);
        }
    }
}
