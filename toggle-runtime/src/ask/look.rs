//! Looking at the states: those of the scope that the thread is in, or those in force.

use toggle_rules::{Targeting, Value};

use crate::{
    base::clock,
    catalogue::point::Point,
    model::context::Context,
    registry::{Registry, Scene},
    scope::frame,
};

impl Registry {
    /// The slow path of a check: finds the answer for a context, or for that of the scope, and hands it to `read`.
    /// Fixes it in the point if it is the same for all who ask. None for a toggle that does not exist.
    pub(crate) fn read<R>(
        &self,
        point: &'static Point,
        context: Option<&dyn Targeting>,
        read: impl Fn(&Value) -> R,
    ) -> Option<R> {
        self.read_in_line(point, context, read)
    }

    /// Does the same as [`read`](Self::read), in line with its caller, since a value is used where it is read.
    #[inline]
    pub(crate) fn read_in_line<R>(
        &self,
        point: &'static Point,
        context: Option<&dyn Targeting>,
        read: impl Fn(&Value) -> R,
    ) -> Option<R> {
        let toggle = point.toggle();
        if !self.ensure_set_up() {
            return self.catalogue().get(toggle).map(|known| read(known.without_sources()));
        }
        let answer = self.answer(point, context, read);
        self.note_lack(point);
        answer
    }

    /// As [`read`](Self::read), if the answer is the same for every context that could be asked for here and now.
    pub(crate) fn read_for_all<R>(&self, point: &'static Point, read: impl Fn(&Value) -> R) -> Option<R> {
        let toggle = point.toggle();
        if !self.ensure_set_up() {
            return self.catalogue().get(toggle).map(|known| read(known.without_sources()));
        }
        self.answer_for_all(point, read)
    }

    /// Looks at the states as they are here and now: in the scope of this thread, or outside of scopes.
    pub(crate) fn look<R>(&self, context: Option<&dyn Targeting>, look: impl Fn(&Scene<'_>) -> R) -> R {
        frame::look(self, context, &look).unwrap_or_else(|| {
            let view = self.view();
            look(&Scene::new(&view, &[], context.unwrap_or(&Context::default()), &clock::now))
        })
    }
}
