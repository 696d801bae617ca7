//! SQLite, kept off the async threads: one writer, some readers.

use crate::foundation::problem::Problem;
use crate::foundation::sync::lock;
use crate::options::Storage;
use crate::options::error::StartError;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

const READERS: usize = 4;
/// Written into the file, so that a file of another layout is refused instead of misread.
const SCHEMA_VERSION: i64 = 1;

/// A handle to the database; cloning it is cheap.
#[derive(Clone)]
pub struct Database(Arc<Connections>);

struct Connections {
    writer: Mutex<Connection>,
    /// Empty for a database in memory, which lives in one connection.
    readers: Mutex<Vec<Connection>>,
    reader_back: Condvar,
    shared_reader: bool,
}

impl Database {
    /// Opens or creates; true: it was created just now and holds nothing yet.
    pub fn open(storage: &Storage) -> Result<(Self, bool), StartError> {
        let (writer, readers) = match storage {
            Storage::Memory => (Connection::open_in_memory()?, Vec::new()),
            Storage::File(path) => {
                let writer = Connection::open(path)?;
                writer.pragma_update(None, "journal_mode", "WAL")?;
                (writer, Vec::new())
            }
        };
        prepare(&writer)?;
        // Acknowledged means on disk: in WAL mode `NORMAL` may lose the last commits with the power.
        writer.pragma_update(None, "synchronous", "FULL")?;
        let fresh = create_schema(&writer)?;
        let mut readers: Vec<Connection> = readers;
        if let Storage::File(path) = storage {
            for _ in 0..READERS {
                readers.push(open_reader(path)?);
            }
        }
        let shared_reader = readers.is_empty();
        let connections = Connections {
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            reader_back: Condvar::new(),
            shared_reader,
        };
        Ok((Self(Arc::new(connections)), fresh))
    }

    /// Runs `work` in a transaction before anybody is served.
    pub fn start(&self, work: impl FnOnce(&Connection) -> Result<(), StartError>) -> Result<(), StartError> {
        let mut writer = lock(&self.0.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        work(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// Runs `work` on a reading connection. It sees every change that was acknowledged before.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let connections = Arc::clone(&self.0);
        run(move || {
            if connections.shared_reader {
                return work(&lock(&connections.writer));
            }
            let reader = connections.take_reader();
            let result = work(&reader);
            connections.return_reader(reader);
            result
        })
        .await
    }

    /// Runs `work` in a transaction of its own: all of it is kept, or none when it returns an error.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let connections = Arc::clone(&self.0);
        run(move || {
            let mut writer = lock(&connections.writer);
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
        .await
    }
}

impl Connections {
    fn take_reader(&self) -> Connection {
        let mut readers = lock(&self.readers);
        loop {
            match readers.pop() {
                Some(reader) => return reader,
                None => readers = self.reader_back.wait(readers).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn return_reader(&self, reader: Connection) {
        lock(&self.readers).push(reader);
        self.reader_back.notify_one();
    }
}

async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Problem::internal(&error)))
}

fn open_reader(path: &Path) -> Result<Connection, StartError> {
    let reader = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&reader)?;
    Ok(reader)
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn create_schema(writer: &Connection) -> Result<bool, StartError> {
    let version: i64 = writer.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            let text = include_str!("schema.sql");
            writer
                .execute_batch(&format!("BEGIN; {text} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"))?;
            Ok(true)
        }
        SCHEMA_VERSION => Ok(false),
        found => Err(StartError::Schema { found, expected: SCHEMA_VERSION }),
    }
}
