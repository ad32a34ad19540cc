//! The folder of a queue that survives the program: the files of segments, the place of the next sample to send, and a
//! lock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::codec::{checksum, Reader};
use super::segment::Segment;

/// The end of the name of a segment's file.
const SEGMENT: &str = "segment";

/// The folder, which no other process uses.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    position: File,
    /// Whether a power loss would undo that files were created or deleted.
    is_unsynced: bool,
    _lock: Lock,
}

/// The next sample to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) segment: u64,
    /// The place of the frame in the segment.
    pub(super) offset: u64,
    /// The index of the sample in the frame.
    pub(super) sample: u64,
}

/// The segments of an earlier process.
#[derive(Debug)]
pub(super) struct Recovered {
    pub(super) segments: Vec<Segment>,
    /// The number of the next segment, above that of any segment before.
    pub(super) next_number: u64,
    /// Sentences about files that are damaged.
    pub(super) problems: Vec<String>,
}

impl Folder {
    /// Opens a folder, and creates it if it does not exist.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        create(path)?;
        let lock = Lock::take(&path.join("lock"))?;
        let position = path.join("position");
        let position = OpenOptions::new().write(true).create(true).truncate(false).open(position)?;
        Ok(Folder { path: path.to_owned(), position, is_unsynced: true, _lock: lock })
    }

    /// Reads the segments that are not completely sent, in order, and deletes the others.
    pub(super) fn recover(&self) -> io::Result<Recovered> {
        let position = fs::read(self.path.join("position")).ok().and_then(|bytes| Position::parse(&bytes));
        let position = position.unwrap_or_default();
        let next_number = position.segment + 1;
        let mut recovered = Recovered { segments: Vec::new(), next_number, problems: Vec::new() };
        for (number, path) in self.segments()? {
            recovered.next_number = recovered.next_number.max(number + 1);
            if number < position.segment {
                fs::remove_file(&path)?;
                continue;
            }
            let (mut segment, is_damaged) = Segment::open(number, &path)?;
            if is_damaged {
                let path = path.display();
                recovered
                    .problems
                    .push(format!("the end of `{path}` is damaged or not complete, and is skipped"));
            }
            if number == position.segment {
                segment.mark_sent(position.offset, usize::try_from(position.sample).unwrap_or_default());
            }
            recovered.segments.push(segment);
        }
        Ok(recovered)
    }

    /// Returns the files of segments and their numbers, in order.
    fn segments(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut segments = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            let is_segment = path.extension().is_some_and(|extension| extension == SEGMENT);
            let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
            segments.extend(number.filter(|_| is_segment).map(|number| (number, path)));
        }
        segments.sort();
        Ok(segments)
    }

    /// Creates a segment.
    pub(super) fn segment(&mut self, number: u64) -> io::Result<Segment> {
        self.is_unsynced = true;
        Segment::in_file(number, self.path.join(format!("{number:08}.{SEGMENT}")))
    }

    /// Deletes a segment.
    pub(super) fn delete(&mut self, segment: Segment) {
        self.is_unsynced = true;
        segment.delete();
    }

    /// Returns the folder if a power loss would undo that files were created or deleted. They count as safe from now
    /// on.
    pub(super) fn unsynced(&mut self) -> Option<File> {
        std::mem::take(&mut self.is_unsynced).then(|| File::open(&self.path).ok()).flatten()
    }

    /// Keeps the next sample to send. After an error, the next process sends samples twice, which does no harm.
    pub(super) fn keep(&mut self, position: Position) {
        let _ =
            self.position.seek(SeekFrom::Start(0)).and_then(|_| self.position.write_all(&position.bytes()));
    }
}

/// Creates a folder if it does not exist, so that a power loss does not undo it.
fn create(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)?;
    let parent = path.parent().and_then(|parent| File::open(parent).ok());
    let _ = parent.map(|parent| parent.sync_all()); // not every system can do this
    Ok(())
}

impl Position {
    fn bytes(self) -> Vec<u8> {
        let numbers = [self.segment, self.offset, self.sample];
        let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let position = Position { segment: reader.raw()?, offset: reader.raw()?, sample: reader.raw()? };
        (position.bytes() == bytes).then_some(position)
    }
}

/// A lock that the system releases at the end of the process.
#[derive(Debug)]
struct Lock {
    #[cfg(unix)]
    _file: nix::fcntl::Flock<File>,
    #[cfg(not(unix))]
    _file: File,
}

impl Lock {
    #[cfg(unix)]
    fn take(path: &Path) -> io::Result<Self> {
        use nix::fcntl::{Flock, FlockArg};

        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Ok(file) => Ok(Lock { _file: file }),
            Err((_, nix::Error::EWOULDBLOCK)) => Err(in_use()),
            Err((_, error)) => Err(error.into()),
        }
    }

    #[cfg(not(unix))]
    fn take(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(windows)]
        std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 0);
        options.open(path).map(|file| Lock { _file: file }).map_err(|_| in_use())
    }
}

fn in_use() -> io::Error {
    io::Error::other("another process uses the folder; give each process a folder of its own")
}
