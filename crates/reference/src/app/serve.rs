//! Runs the backend on a socket.

use crate::app::app;
use crate::options::Options;
use crate::options::error::StartError;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves until the task is dropped.
pub async fn serve(options: Options, listener: TcpListener) -> Result<(), StartError> {
    serve_until(options, listener, std::future::pending()).await
}

/// Serves until `stop` is done, then ends the requests that are under way.
pub async fn serve_until(
    options: Options,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let service = app(options).await?.into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service).with_graceful_shutdown(stop).await?)
}
