//! A private PostgreSQL for tests: its own data folder, its own port, gone afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A running server. Tests of one program share it; the last one stops it.
pub struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

/// A database of its own for one test.
pub struct Database {
    #[allow(dead_code, reason = "it lives as long as the database is used")]
    pub cluster: Arc<Cluster>,
    pub url: String,
}

static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A new database; `None`, and a line that says so, when PostgreSQL is not installed. With `BOXLOCK_REQUIRE_POSTGRES` set that is a
/// failure: the run of all tests installs it.
pub fn database(test: &str) -> Option<Database> {
    let Some(programs) = programs() else {
        assert!(
            std::env::var_os("BOXLOCK_REQUIRE_POSTGRES").is_none(),
            "{test}: PostgreSQL is not installed"
        );
        eprintln!("skipped: {test}: PostgreSQL is not installed (initdb under /usr/lib/postgresql/*/bin)");
        return None;
    };
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let cluster = running.upgrade().unwrap_or_else(|| Arc::new(Cluster::start(programs)));
    *running = Arc::downgrade(&cluster);
    drop(running);
    Some(Database::create(cluster))
}

/// As [`database`], on a server that no other test uses.
#[allow(dead_code, reason = "not every test needs it")]
pub fn database_of_its_own(test: &str) -> Option<Database> {
    let programs = programs_for(test)?;
    Some(Database::create(Arc::new(Cluster::start(programs))))
}

impl Database {
    fn create(cluster: Arc<Cluster>) -> Self {
        let name = format!("store{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        cluster.run("createdb", &["-h", "127.0.0.1", "-p", &cluster.port.to_string(), &name]);
        let url = format!("postgres://postgres@127.0.0.1:{}/{name}", cluster.port);
        Self { cluster, url }
    }
}

fn programs_for(test: &str) -> Option<PathBuf> {
    let programs = programs();
    if programs.is_none() {
        assert!(
            std::env::var_os("BOXLOCK_REQUIRE_POSTGRES").is_none(),
            "{test}: PostgreSQL is not installed"
        );
        eprintln!("skipped: {test}: PostgreSQL is not installed (initdb under /usr/lib/postgresql/*/bin)");
    }
    programs
}

fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

impl Cluster {
    fn start(programs: PathBuf) -> Self {
        let folder = tempfile::Builder::new().prefix("boxlock-postgres-").tempdir().unwrap();
        // PostgreSQL refuses to run as root, so another user works in this folder.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Self { folder, programs, port };
        let data = cluster.data();
        let data = data.to_str().unwrap();
        cluster.run("initdb", &["-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"]);
        cluster.start_server();
        cluster
    }

    fn start_server(&self) {
        let options = format!(
            "-k {} -p {} -c listen_addresses=127.0.0.1 -c max_connections=200",
            self.folder.path().display(),
            self.port
        );
        let log = self.folder.path().join("log");
        let [data, log] = [self.data().display().to_string(), log.display().to_string()];
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "start"]);
    }

    /// Ends the server as a power cut would, and starts it again.
    #[allow(dead_code, reason = "not every test does")]
    pub fn crash_and_restart(&self) {
        self.run("pg_ctl", &["-D", self.data().to_str().unwrap(), "-m", "immediate", "-w", "stop"]);
        self.start_server();
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let status = as_other_user(&self.programs.join(program), self.folder.path())
            .args(arguments)
            .env("PGUSER", "postgres")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{program} {arguments:?}: {status}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = as_other_user(&self.programs.join("pg_ctl"), self.folder.path())
            .args(["-D", self.data().to_str().unwrap(), "-m", "immediate", "-w", "stop"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        // What the other user made, root removes; anyone else made it themselves.
        let _ = fs::remove_dir_all(self.data());
    }
}

fn as_other_user(program: &Path, folder: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    let mut command = if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder);
    command
}
