//! Figures as tables, and where they are kept.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::DateTime;

use crate::Result;

/// The middle of some figures; of an even number of them the upper of the two in the middle.
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A Markdown table; the first row is its head.
pub fn table(rows: &[Vec<String>]) -> String {
    let mut lines: Vec<String> = rows.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
    let columns = rows.first().map_or(0, Vec::len);
    // Figures to the right, what they are of to the left.
    let rule = std::iter::once("---").chain(std::iter::repeat_n("---:", columns.saturating_sub(1)));
    lines.insert(1.min(lines.len()), format!("| {} |", rule.collect::<Vec<_>>().join(" | ")));
    lines.join("\n")
}

/// How busy the machine is: the load average over one minute, and over five.
pub fn load() -> (f64, f64) {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut figures = text.split(' ').map(|word| word.parse().unwrap_or(f64::NAN));
    (figures.next().unwrap_or(f64::NAN), figures.next().unwrap_or(f64::NAN))
}

/// When, where and in which browser, and how busy the machine was before.
pub fn circumstances(browser: &str, rounds: usize, before: (f64, f64)) -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let day = DateTime::from_timestamp(seconds.cast_signed(), 0).unwrap_or_default().format("%Y-%m-%d");
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> =
        cpus.lines().filter(|l| l.starts_with("model name")).filter_map(|l| l.split(": ").nth(1)).collect();
    let model = models.first().copied().unwrap_or("unknown processor");
    format!(
        "Measured on {day}, {browser}, {} x {model}, medians of {rounds}. Load average of the machine before: \
         {:.2} over one minute, {:.2} over five{}.",
        models.len(),
        before.0,
        before.1,
        if before.0 > BUSY { ": **it was busy, so these figures are not to be quoted**" } else { "" },
    )
}

/// Above this something else takes part of the two processors that a measurement needs.
const BUSY: f64 = 0.7;

/// Puts a report in the place of the last one in `docs/performance.md`, between its two marks.
pub fn write(name: &str, report: &str) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/performance.md");
    let page = std::fs::read_to_string(&path)?;
    std::fs::write(&path, replaced(&page, name, report)?)?;
    println!("docs/performance.md has the new figures");
    Ok(())
}

fn replaced(page: &str, name: &str, report: &str) -> Result<String> {
    let (open, end) = (format!("<!-- bench {name} -->"), format!("<!-- end of bench {name} -->"));
    let marks = || format!("docs/performance.md has no {open} followed by {end}");
    let (before, rest) = page.split_once(&open).ok_or_else(marks)?;
    let (_, after) = rest.split_once(&end).ok_or_else(marks)?;
    Ok(format!("{before}{open}\n\n{report}\n\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_not_moved_by_one_run_that_something_disturbed() {
        assert!((median(&[12.0, 900.0, 11.0]) - 12.0).abs() < f64::EPSILON);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_table_has_a_rule_below_its_head() {
        let rows = [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned(), "1".to_owned()]];
        assert_eq!(table(&rows), "| a | b |\n| --- | ---: |\n| c | 1 |");
    }

    #[test]
    fn a_report_replaces_the_last_one_and_nothing_else() {
        let page = "A\n<!-- bench load -->\nold\n<!-- end of bench load -->\nB\n";
        let first = replaced(page, "load", "new").unwrap();
        assert_eq!(first, "A\n<!-- bench load -->\n\nnew\n\n<!-- end of bench load -->\nB\n");
        assert_eq!(replaced(&first, "load", "new").unwrap(), first);
        assert!(replaced(page, "operations", "new").is_err());
    }
}
