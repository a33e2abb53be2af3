//! A demonstration of automatic rollback: the new checkout is released to more and more customers, fails, and is
//! switched off by its guard.

mod customers;
mod rollout;
mod told;

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use tokio::{sync::oneshot, time::sleep};

use self::{customers::Customers, rollout::Rollout, told::Row};
use crate::{arguments::Demo, service};

/// The percentages of customers with the new checkout, in order.
const STAGES: [u8; 5] = [0, 5, 25, 50, 100];
/// The percentage at which the new checkout begins to fail.
const FAILS_FROM: u8 = 50;
/// The number of printed lines per percentage.
const LINES: u32 = 4;
const LINE: Duration = Duration::from_millis(500);

pub(crate) async fn run(demo: &Demo) -> anyhow::Result<()> {
    let rollout = Rollout::new()?;
    service::set_up(rollout.file(), None)?;
    let listener = service::listen(demo.port).await?;
    let shop = format!("http://{}", listener.local_addr()?);
    let (close, closed) = oneshot::channel::<()>();
    let end = async { drop(closed.await) };
    let service = tokio::spawn(service::serve(listener, end));

    let customers = Customers::come_to(&shop);
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "new-checkout is released step by step; {}% of its calls fail once half have it\n",
        demo.failure_rate
    )?;
    writeln!(out, "{}", Row::HEAD)?;
    let start = Instant::now();
    for stage in STAGES {
        rollout.reach(stage)?;
        if stage == FAILS_FROM {
            customers.have_fail(demo.failure_rate).await?;
        }
        tell(&mut out, start, &customers).await?;
        if told::is_tripped() {
            // The release stops here. The next lines show that the failures end.
            tell(&mut out, start, &customers).await?;
            break;
        }
    }
    customers.leave().await?;
    drop(close);
    service.await??;
    told::end(&mut out)?;
    Ok(())
}

/// Prints the customers' results at intervals.
async fn tell(out: &mut impl Write, start: Instant, customers: &Customers) -> io::Result<()> {
    for _ in 0..LINES {
        sleep(LINE).await;
        writeln!(out, "{}", Row { time: start.elapsed(), seen: customers.take_seen() })?;
    }
    Ok(())
}
