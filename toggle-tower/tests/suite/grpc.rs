//! Tests of the layer in a server of tonic, over TCP. The service is handwritten, so that the test needs no `protoc`.
//! Its messages are strings, as `google.protobuf.StringValue`.

use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use toggle_runtime::{Context, enabled, set};
use toggle_tower::Overrides;
use tokio_stream::{Stream, StreamExt};
use tonic::{
    Request, Response, Status,
    body::Body,
    client,
    codegen::http::uri::PathAndQuery,
    metadata::AsciiMetadataValue,
    server::{self, NamedService},
    transport::{Channel, Server, server::TcpIncoming},
};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

use super::support::{Halfway, key, layer, listen, signed};

type Codec = ProstCodec<String, String>;

fn seen() -> String {
    format!("{} {}", Context::current().key().unwrap_or("nobody"), enabled!("over-grpc"))
}

/// A service that reports the visible states before and after a pause.
#[derive(Clone)]
struct Observer(Halfway);

impl Observer {
    async fn unary(self) -> Result<Response<String>, Status> {
        let before = seen();
        self.0.pause().await;
        Ok(Response::new(format!("{before}, {}", seen())))
    }

    fn streaming(self) -> Response<impl Stream<Item = Result<String, Status>>> {
        Response::new(tokio_stream::iter(0..2).then(move |at| {
            let halfway = self.0.clone();
            async move {
                if at == 1 {
                    halfway.pause().await;
                }
                Ok(seen())
            }
        }))
    }
}

impl NamedService for Observer {
    const NAME: &'static str = "test.Observer";
}

impl Service<http::Request<Body>> for Observer {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let observer = self.clone();
        Box::pin(async move {
            let mut grpc = server::Grpc::new(Codec::default());
            let response = match request.uri().path() {
                "/test.Observer/Unary" => {
                    grpc.unary(service_fn(|_: Request<String>| observer.clone().unary()), request).await
                }
                "/test.Observer/Streaming" => {
                    let method = service_fn(|_: Request<String>| {
                        let response = observer.clone().streaming();
                        async move { Ok(response) }
                    });
                    grpc.server_streaming(method, request).await
                }
                _ => Status::unimplemented("there is no such method").into_http(),
            };
            Ok(response)
        })
    }
}

async fn serve(halfway: Halfway) -> SocketAddr {
    let (listener, address) = listen().await;
    let layer = layer().overrides(Overrides::new(key(), ["over-grpc"]));
    let server = Server::builder().layer(layer).add_service(Observer(halfway));
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    address
}

async fn connect(address: SocketAddr) -> client::Grpc<Channel> {
    let channel = Channel::from_shared(format!("http://{address}")).expect("this is a URL").connect().await;
    let mut client = client::Grpc::new(channel.expect("the server listens"));
    client.ready().await.expect("the server is ready");
    client
}

fn request(overrides: Option<&str>) -> Request<String> {
    let mut request = Request::new(String::new());
    request.metadata_mut().insert("x-user", AsciiMetadataValue::from_static("ann"));
    if let Some(states) = overrides {
        let header = signed(states, Some("ann"));
        let header = AsciiMetadataValue::try_from(header.as_bytes()).expect("a header is metadata");
        request.metadata_mut().insert("x-toggle-overrides", header);
    }
    request
}

async fn unary(address: SocketAddr, overrides: Option<&str>) -> String {
    let path = PathAndQuery::from_static("/test.Observer/Unary");
    let answer = connect(address).await.unary(request(overrides), path, Codec::default()).await;
    answer.expect("the server answers").into_inner()
}

async fn streaming(address: SocketAddr, overrides: Option<&str>) -> String {
    let path = PathAndQuery::from_static("/test.Observer/Streaming");
    let answer = connect(address).await.server_streaming(request(overrides), path, Codec::default()).await;
    let items: Result<Vec<String>, Status> = answer.expect("the server answers").into_inner().collect().await;
    items.expect("the stream has no error").join(", ")
}

// One test for one toggle, since `set` affects the whole process.
#[tokio::test]
async fn a_call_sees_one_view_and_its_own_overrides() {
    let halfway = Halfway::default();
    let address = serve(halfway.clone()).await;

    let overridden = tokio::spawn(unary(address, Some("over-grpc=on")));
    halfway.reached().await;
    assert!(!enabled!("over-grpc"));
    halfway.go_on();
    assert_eq!(overridden.await.expect("the server answers"), "ann true, ann true");

    let call = tokio::spawn(unary(address, None));
    halfway.reached().await;
    set("over-grpc", true).expect("there is such a toggle");
    halfway.go_on();
    assert_eq!(call.await.expect("the server answers"), "ann false, ann false");

    // The messages of a stream are produced after the handler has returned.
    let call = tokio::spawn(streaming(address, None));
    halfway.reached().await;
    set("over-grpc", false).expect("there is such a toggle");
    halfway.go_on();
    assert_eq!(call.await.expect("the server answers"), "ann true, ann true");

    halfway.go_on();
    assert_eq!(streaming(address, Some("over-grpc=on")).await, "ann true, ann true");
    halfway.reached().await;
    halfway.go_on();
    assert_eq!(streaming(address, None).await, "ann false, ann false");
}
