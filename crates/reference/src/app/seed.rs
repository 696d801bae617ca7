//! What a new database holds: two accounts, what the protected API manages, and tokens if asked for.

use crate::catalogue::Catalogue;
use crate::foundation::problem::Problem;
use crate::foundation::secret::Secret;
use crate::options::Options;
use crate::options::error::StartError;
use crate::passwords;
use crate::protected::resources::{Collection, Device, Policy, Site, SiteStatus, put};
use crate::records::record::{Record, State};
use crate::records::store;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

/// User name, password, full name, email.
const ACCOUNTS: [[&str; 4]; 2] = [
    ["ada", "lovelace-1843", "Ada Lovelace", "ada@acme.example"],
    ["grace", "hopper-1906", "Grace Hopper", "grace@acme.example"],
];
/// The id that `ada` gets, being the first.
const ADA: i64 = 1;

/// Accounts and resources, in a new database.
pub fn fill_new(db: &Connection, options: &Options) -> Result<(), StartError> {
    for [user_name, password, full_name, email] in ACCOUNTS {
        db.execute(
            "INSERT INTO users (user_name, full_name, email, language, password) VALUES (?1, ?2, ?3, 'en', ?4)",
            (user_name, full_name, email, passwords::hash(password)?),
        )?;
    }
    resources(db).map_err(seed_error)?;
    if options.demo {
        for record in demo_tokens(options.clock.now()).map_err(seed_error)? {
            insert(db, record)?;
        }
    }
    Ok(())
}

/// Fills up to `count` tokens; what is there already counts.
pub fn fill_tokens(
    db: &Connection,
    count: u64,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<(), StartError> {
    let there: i64 =
        db.query_row("SELECT count(*) FROM tokens WHERE user_id = ?1", [ADA], |row| row.get(0))?;
    for number in there.unsigned_abs()..count {
        insert(db, load_token(number, catalogue, now).map_err(seed_error)?)?;
    }
    Ok(())
}

fn insert(db: &Connection, mut record: Record) -> Result<(), StartError> {
    store::insert(db, ADA, &mut record, &Secret::generate()?).map_err(seed_error)
}

fn seed_error(problem: Problem) -> StartError {
    StartError::Seed(problem.to_string())
}

/// The six of the design's list: something expiring, something expired, something never used.
fn demo_tokens(now: DateTime<Utc>) -> Result<Vec<Record>, Problem> {
    let days = |days: i64| now + TimeDelta::days(days);
    let used = |ago: TimeDelta, from: &str| (Some(now - ago), Some(String::from(from)));
    let token =
        |name: &str, scopes: &[&str], created: i64, expires: Option<i64>, last_used: (_, Option<String>)| {
            Ok::<_, Problem>(Record {
                name: name.into(),
                scopes: scopes.iter().map(|scope| String::from(*scope)).collect(),
                created_at: days(created),
                expires_at: expires.map(days),
                last_used_at: last_used.0,
                last_used_from: last_used.1,
                ..store::blank(now)?
            })
        };
    let mut ci = token(
        "ci-deploy",
        &["Collection", "Device"],
        -101,
        Some(24),
        used(TimeDelta::hours(2), "203.0.113.24"),
    )?;
    ci.description = "Deploys from the build server".into();
    ci.allowed_ips = vec!["203.0.113.0/24".into()];
    let mut grafana =
        token("grafana-readonly", &["Device"], -171, Some(3), used(TimeDelta::seconds(20), "198.51.100.7"))?;
    grafana.description = "Dashboards".into();
    grafana.allowed_apis = vec!["GET /devices/**".into()];
    let everything = ["Collection", "Device", "Policy", "Site"];
    let backup = token("backup-job", &everything, -324, None, used(TimeDelta::days(1), "198.51.100.90"))?;
    let mut partner =
        token("partner-eu", &["Policy"], -62, Some(150), used(TimeDelta::days(4), "192.0.2.61"))?;
    partner.description = "Our partner's policy sync".into();
    partner.blocked_apis = vec!["DELETE /**".into()];
    partner.allowed_ips = vec!["192.0.2.0/24".into(), "2001:db8:61::/48".into()];
    let old = token("old-laptop", &["Collection"], -650, Some(-240), (None, None))?;
    let terraform = token(
        "terraform",
        &["Collection", "Policy"],
        -38,
        Some(327),
        used(TimeDelta::minutes(6), "203.0.113.80"),
    )?;
    Ok(vec![old, backup, grafana, ci, partner, terraform])
}

/// Made-up tokens in all states, the same for the same number.
fn load_token(number: u64, catalogue: &Catalogue, now: DateTime<Utc>) -> Result<Record, Problem> {
    let step = i64::try_from(number).unwrap_or(i64::MAX);
    let created_at = now - TimeDelta::minutes(step % 500_000 + 1);
    let state = match number % 20 {
        7 => State::Disabled,
        13 => State::Revoked,
        _ => State::Enabled,
    };
    let scopes = catalogue.scopes.iter().enumerate().filter(|(at, _)| (number % 15 + 1) & (1 << at) != 0);
    Ok(Record {
        name: format!("load-{number:06}"),
        description: format!("Load test token {number}"),
        scopes: scopes.map(|(_, scope)| scope.id.clone()).collect(),
        allowed_ips: if number.is_multiple_of(3) {
            vec![format!("10.{}.{}.0/24", number / 256 % 256, number % 256)]
        } else {
            vec![]
        },
        created_at,
        expires_at: (!number.is_multiple_of(5)).then(|| now + TimeDelta::hours(step % 9000 - 1000)),
        last_used_at: (!number.is_multiple_of(4)).then(|| created_at + (now - created_at) / 2),
        last_used_from: (!number.is_multiple_of(4)).then(|| format!("192.0.2.{}", number % 255)),
        state,
        revoked_at: (state == State::Revoked).then(|| now - TimeDelta::days(step % 29)),
        ..store::blank(now)?
    })
}

fn resources(db: &Connection) -> Result<(), Problem> {
    let sites = [
        ("frankfurt", "Frankfurt", 50.11, 8.68, SiteStatus::Online),
        ("dublin", "Dublin", 53.35, -6.26, SiteStatus::Online),
        ("ashburn", "Ashburn", 39.04, -77.49, SiteStatus::Online),
        ("sao-paulo", "São Paulo", -23.55, -46.63, SiteStatus::Degraded),
        ("singapore", "Singapore", 1.35, 103.82, SiteStatus::Online),
        ("tokyo", "Tokyo", 35.68, 139.69, SiteStatus::Online),
        ("mumbai", "Mumbai", 19.08, 72.88, SiteStatus::Online),
        ("sydney", "Sydney", -33.87, 151.21, SiteStatus::Offline),
        ("nairobi", "Nairobi", -1.29, 36.82, SiteStatus::Online),
        ("istanbul", "Istanbul", 41.01, 28.98, SiteStatus::Online),
    ];
    for (id, name, latitude, longitude, status) in sites {
        put(db, id, &Site { name: name.into(), latitude, longitude, status })?;
    }
    for number in 1..=24_usize {
        let site = sites.get(number % sites.len()).map(|site| String::from(site.0));
        let platform = ["linux", "windows", "macos"].get(number % 3).copied().unwrap_or("linux");
        let device = Device {
            name: format!("endpoint-{number:02}"),
            platform: platform.into(),
            site,
            enabled: number % 8 != 0,
        };
        put(db, &number.to_string(), &device)?;
    }
    for (id, name, devices) in
        [("laptops", "Laptops", 1..=8), ("servers", "Servers", 9..=20), ("kiosks", "Kiosks", 21..=24)]
    {
        let devices = devices.map(|number: u32| number.to_string()).collect();
        put(db, id, &Collection { name: name.into(), devices })?;
    }
    for (id, name, rule) in [
        ("disk-encryption", "Disk encryption", "disks.encrypted"),
        ("screen-lock", "Screen lock", "screen.lock_after_minutes <= 5"),
        ("updates", "Updates", "os.updates_pending == 0"),
    ] {
        put(db, id, &Policy { name: name.into(), enforced: true, rules: vec![rule.into()] })?;
    }
    Ok(())
}
