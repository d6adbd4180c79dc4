//! `boxlock serve report` and `boxlock serve export`: the store as rows.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::read_store;
use crate::cli::Console;
use crate::store::Store;
use crate::store::report::{REPORTS, Report, Row};
use crate::{Error, Result};

/// Print a report of a service's store, also while it runs.
#[derive(clap::Args)]
pub struct ReportArgs {
    /// What to report: licenses, metering, sessions, domains, devices or deletions
    #[arg(value_name = "REPORT", value_parser = report_named)]
    report: Report,
    /// The store: sqlite:FILE or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "STORE")]
    store: String,
    /// Print CSV instead of columns
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Write all reports of a service's store: JSON Lines to stdout, or one CSV file per report.
#[derive(clap::Args)]
pub struct ExportArgs {
    /// The store: sqlite:FILE or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "STORE")]
    store: String,
    /// Write CSV files into this folder
    #[arg(long, value_name = "FOLDER")]
    csv: Option<PathBuf>,
}

impl ReportArgs {
    pub fn run(self, console: &mut Console) -> Result<()> {
        let rows = Store::reporting(&read_store(&self.store)?, |store| store.read(&self.report))?;
        if console.json {
            return console.out_json(&json!({ self.report.name(): rows }));
        }
        if rows.is_empty() {
            console.talk("the report has no rows");
        }
        let csv = csv(&rows)?;
        if self.csv { console.out_bytes(&csv) } else { console.out(&columns(&csv)?) }
    }
}

impl ExportArgs {
    pub fn run(self, console: &mut Console) -> Result<()> {
        Store::reporting(&read_store(&self.store)?, |store| self.export(store, console))
    }

    fn export(&self, store: &Store, console: &mut Console) -> Result<()> {
        if let Some(folder) = &self.csv {
            fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
        }
        for report in REPORTS {
            let rows = store.read(&report)?;
            match &self.csv {
                Some(folder) => {
                    let path = folder.join(format!("{}.csv", report.name()));
                    fs::write(&path, csv(&rows)?).map_err(|error| Error::io(&path, error))?;
                }
                None => {
                    for row in rows {
                        let mut line = to_json(&row)?;
                        line["report"] = json!(report.name());
                        console.out(&format!("{line}\n"))?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn report_named(name: &str) -> std::result::Result<Report, String> {
    let words = || REPORTS.map(Report::name).join(", ");
    REPORTS
        .into_iter()
        .find(|report| report.name() == name)
        .ok_or_else(|| format!("no such report; there are {}", words()))
}

fn to_json(row: &Row) -> Result<Value> {
    serde_json::to_value(row).map_err(|error| Error::internal(error.to_string()))
}

fn csv(rows: &[Row]) -> Result<Vec<u8>> {
    let internal = |error: csv::Error| Error::internal(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(internal)?;
    }
    writer.into_inner().map_err(|error| Error::internal(error.to_string()))
}

/// The fields of CSV text under each other.
fn columns(csv: &[u8]) -> Result<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    let lines = reader.records().collect::<std::result::Result<Vec<_>, _>>();
    let lines = lines.map_err(|error| Error::internal(error.to_string()))?;
    let mut widths = Vec::new();
    for line in &lines {
        widths.resize(widths.len().max(line.len()), 0);
        for (width, field) in widths.iter_mut().zip(line) {
            *width = (*width).max(shown(field).chars().count());
        }
    }
    let mut text = String::new();
    for line in &lines {
        let fields: Vec<String> =
            line.iter().zip(&widths).map(|(field, width)| format!("{:width$}", shown(field))).collect();
        text.push_str(fields.join("  ").trim_end());
        text.push('\n');
    }
    Ok(text)
}

/// A field on one line; what clients wrote cannot steer the terminal.
fn shown(field: &str) -> String {
    match field {
        "" => "-".to_owned(),
        field => field.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        let row = |action: &str, count| Row::Metering {
            metering_id: "04".repeat(2),
            kid: String::new(),
            action: action.to_owned(),
            count,
            reports: 1,
            clients: 1,
        };
        vec![row("Play", 12), row("\x1b[2J,\"x\"", 3)]
    }

    #[test]
    fn csv_quotes_and_columns_line_up() {
        let csv = csv(&rows()).unwrap();
        let text = String::from_utf8(csv.clone()).unwrap();
        assert_eq!(text.lines().next(), Some("metering_id,kid,action,count,reports,clients"));
        assert!(text.contains("0404,,Play,12,1,1\n") && text.contains("\"\"x\"\""));
        let columns = columns(&csv).unwrap();
        let lines: Vec<&str> = columns.lines().collect();
        assert_eq!(lines[0], "metering_id  kid  action    count  reports  clients");
        assert_eq!(lines[1], "0404         -    Play      12     1        1");
        assert!(!columns.contains('\x1b'));
    }

    #[test]
    fn every_report_has_its_word() {
        for report in REPORTS {
            assert_eq!(report_named(report.name()), Ok(report));
        }
        assert!(report_named("licence").unwrap_err().contains("licenses, metering"));
    }
}
