//! shapes
use gapless::instrument_metric;
use std::fmt::Display;

type Answer<T> = Result<T, String>;

#[instrument_metric]
fn plain() {}
#[instrument_metric]
fn alias(fail: bool) -> Answer<u8> { if fail { return Err("x".into()); } Ok(1) }
#[instrument_metric]
fn borrow(x: &mut Vec<u8>) -> &mut u8 { x.push(1); x.last_mut().unwrap() }
#[instrument_metric]
fn elided<'a>(x: &'a str, _y: &str) -> &'a str { x }
#[instrument_metric]
fn imp(s: &str) -> Result<impl Display + use<>, std::num::ParseIntError> { let n: u8 = s.parse()?; Ok(n) }
#[instrument_metric]
fn imp2(n: u8) -> impl Iterator<Item = u8> { (0..n).map(|x| x + 1) }
#[instrument_metric]
fn generic<T: Clone>(t: &T) -> T { t.clone() }
#[instrument_metric]
fn question(s: &str) -> Result<u8, Box<dyn std::error::Error>> { let n: u8 = s.parse()?; let _m: i8 = s.parse()?; Ok(n) }
#[instrument_metric]
async fn aquestion(s: &str) -> Result<u8, Box<dyn std::error::Error>> { let n: u8 = s.parse()?; Ok(n) }
#[instrument_metric]
async fn aimp(s: &str) -> Result<impl Display + use<>, std::num::ParseIntError> { let n: u8 = s.parse()?; Ok(n) }
#[instrument_metric]
async fn aimp2(n: u8) -> impl Iterator<Item = u8> { (0..n).map(|x| x + 1) }
#[instrument_metric]
async fn aborrow(x: &mut Vec<u8>) -> &mut u8 { x.push(1); x.last_mut().unwrap() }
#[instrument_metric]
async fn adyn(s: &str) -> Box<dyn Display> { Box::new(s.len()) }
#[instrument_metric]
fn never() -> ! { panic!("x") }
#[instrument_metric]
extern "C" fn c(x: u8) -> u8 { x }
#[instrument_metric]
fn rec(n: u32) -> u32 { if n == 0 { 0 } else { 1 + rec(n - 1) } }
#[instrument_metric]
fn mutarg(mut s: String) -> String { s.push('x'); s }
#[instrument_metric]
fn fut() -> std::pin::Pin<Box<dyn Future<Output = u8> + Send>> { Box::pin(async { 1 }) }
#[instrument_metric]
async fn anever() -> ! { panic!("x") }
struct S { v: Vec<u8> }
impl S {
    #[instrument_metric(function = "S::get")]
    fn get(&mut self, i: usize) -> Option<&mut u8> { self.v.get_mut(i) }
    #[instrument_metric(function = "S::into")]
    async fn into(self) -> Vec<u8> { self.v }
    #[instrument_metric(name = "s_boo", labels(big: bool = self.v.len() > 3), buckets(1, 2))]
    async fn labelled(&self) -> usize { self.v.len() }
}
#[test]
fn shapes() {
    plain(); alias(true).unwrap_err(); *borrow(&mut vec![]) = 3; elided("a","b"); imp("x").map(drop).unwrap_err(); imp2(3).count();
    generic(&String::new()); question("x").unwrap_err(); c(1); rec(3); mutarg(String::new()); 
    std::panic::catch_unwind(|| never()).unwrap_err();
    let mut s = S { v: vec![1] }; s.get(0);
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    rt.block_on(async { aquestion("x").await.unwrap_err(); aimp("1").await.map(drop).unwrap(); aimp2(2).await.count(); *aborrow(&mut vec![]).await = 1; adyn("x").await.to_string(); fut().await; s.labelled().await; s.into().await;
        tokio::spawn(anever()).await.unwrap_err(); drop(std::pin::pin!(aquestion("x"))); tokio::spawn(async { aquestion("1").await.unwrap() }).await.ok(); });
    println!("{}", gapless::encode::text::encode(&gapless::Registry::global().gather()).lines().filter(|l| !l.contains("_bucket")).collect::<Vec<_>>().join("\n"));
    gapless::Registry::global().check().unwrap();
}
