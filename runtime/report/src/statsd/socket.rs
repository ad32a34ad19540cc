//! Sockets for packets: UDP, and Unix datagrams.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

#[cfg(unix)]
use tokio::net::UnixDatagram;
use tokio::net::{lookup_host, UdpSocket};
use tokio::time::timeout;

use crate::reporters::Failure;

/// The address of a server.
#[derive(Debug)]
pub(super) enum Address {
    Udp(String),
    #[cfg_attr(not(unix), allow(dead_code))]
    Unix(PathBuf),
}

impl Address {
    /// Returns the size of the largest packet, unless the settings have one.
    pub(super) fn mtu(&self) -> usize {
        match self {
            Address::Udp(_) => 1432,
            Address::Unix(_) => 8192,
        }
    }
}

impl FromStr for Address {
    type Err = Failure;

    fn from_str(address: &str) -> Result<Self, Failure> {
        if let Some(path) = address.strip_prefix("unix://").or(address.strip_prefix("unixgram://")) {
            return if cfg!(unix) && !path.is_empty() {
                Ok(Address::Unix(path.into()))
            } else {
                Err(wrong(address))
            };
        }
        let host_and_port = address.strip_prefix("udp://").unwrap_or(address);
        let port = host_and_port.rsplit_once(':').filter(|(host, _)| !host.is_empty() && !host.contains('/'));
        match port.map(|(_, port)| port.parse::<u16>()) {
            Some(Ok(_)) => Ok(Address::Udp(host_and_port.to_owned())),
            _ => Err(wrong(address)),
        }
    }
}

fn wrong(address: &str) -> Failure {
    let unix =
        if cfg!(unix) { ", or the path of a socket, such as `unix:///var/run/statsd.sock`" } else { "" };
    Failure::new(format!(
        "`{address}` is not the address of a StatsD server; write a host and a port, such as `localhost:8125`{unix}"
    ))
}

/// A socket that is connected to the server, so that the system reports a receiver that does not exist.
#[derive(Debug)]
pub(super) enum Socket {
    Udp(UdpSocket),
    #[cfg(unix)]
    Unix(UnixDatagram),
}

impl Socket {
    /// Opens a socket to one of the addresses of the server: the next one in each attempt.
    pub(super) async fn open(address: &Address, attempt: usize) -> io::Result<Self> {
        match address {
            Address::Udp(host) => {
                let all: Vec<SocketAddr> = lookup_host(host).await?.collect();
                let chosen = all.get(attempt % all.len().max(1)).copied();
                Socket::udp(chosen.ok_or_else(|| io::Error::other("the host has no address"))?).await
            }
            #[cfg(unix)]
            Address::Unix(path) => {
                let socket = UnixDatagram::unbound()?;
                socket.connect(path)?;
                Ok(Socket::Unix(socket))
            }
            #[cfg(not(unix))]
            Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    async fn udp(server: SocketAddr) -> io::Result<Self> {
        let any: SocketAddr = match server {
            SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
            SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        let socket = UdpSocket::bind(any).await?;
        socket.connect(server).await?;
        Ok(Socket::Udp(socket))
    }

    /// Sends a packet. A receiver on this machine that does not exist is an error of the packet itself.
    pub(super) async fn send(&self, packet: &[u8], limit: Duration) -> io::Result<()> {
        let sending = async {
            match self {
                Socket::Udp(socket) => socket.send(packet).await,
                #[cfg(unix)]
                Socket::Unix(socket) => socket.send(packet).await,
            }
        };
        let too_slow = |_| io::Error::new(io::ErrorKind::TimedOut, "the receiver does not take packets");
        timeout(limit, sending).await.map_err(too_slow)??;
        self.take_error().map_or(Ok(()), Err)
    }

    /// Returns an error that the system has for an earlier packet.
    pub(super) fn take_error(&self) -> Option<io::Error> {
        let taken = match self {
            Socket::Udp(socket) => socket.take_error(),
            #[cfg(unix)]
            Socket::Unix(socket) => socket.take_error(),
        };
        taken.unwrap_or_else(Some)
    }
}

/// Returns whether the system refused a packet for its size (`EMSGSIZE`).
pub(super) fn is_too_large(error: &io::Error) -> bool {
    const CODE: i32 = if cfg!(windows) {
        10040
    } else if cfg!(any(target_os = "linux", target_os = "android")) {
        90
    } else {
        40
    };
    error.raw_os_error() == Some(CODE)
}
