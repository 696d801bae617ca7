//! Calls after which the code cannot go on: the compiler puts an `unreachable` behind a call that never returns.

use std::ops::Range;

use wasmparser::{FunctionBody, Operator};

/// A call of a function by its index.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    pub callee: u32,
    /// It does not return. Where the code begins, as a place in the file, from which there is no way but to it.
    pub doomed: Option<Range<usize>>,
}

/// What matters of an operator here.
enum Step {
    Plain,
    Call(u32),
    /// The end of a block, or a jump there (`None` if that is no end but the start of a loop).
    To(Option<usize>),
    Unreachable,
    /// Any other operator that the code does not simply run through.
    Other,
}

/// All calls in a function.
pub fn calls(body: &FunctionBody) -> wasmparser::Result<Vec<Call>> {
    let (steps, places) = steps(body)?;
    let mut straight = body.range().start;
    let mut calls = Vec::new();
    for (at, (step, place)) in steps.iter().zip(&places).enumerate() {
        match step {
            Step::Plain => {}
            Step::Call(callee) => {
                let doomed = is_dead(&steps, at + 1).then_some(straight..*place);
                calls.push(Call { callee: *callee, doomed });
            }
            _ => straight = *place,
        }
    }
    Ok(calls)
}

/// Whether the code from here on does nothing but stop.
fn is_dead(steps: &[Step], mut at: usize) -> bool {
    // Jumps to ends lead forward only, so this comes to an end.
    loop {
        at = match steps.get(at) {
            Some(Step::Unreachable) => return true,
            Some(Step::To(Some(end))) => end + 1,
            _ => return false,
        };
    }
}

fn steps(body: &FunctionBody) -> wasmparser::Result<(Vec<Step>, Vec<usize>)> {
    let (mut steps, mut places) = (Vec::new(), Vec::new());
    // The blocks that are open: whether it is a loop, and the jumps to its end.
    let mut open: Vec<(bool, Vec<usize>)> = vec![(false, Vec::new())];
    for operator in body.get_operators_reader()?.into_iter_with_offsets() {
        let (operator, place) = operator?;
        let at = steps.len();
        places.push(place);
        let step = match operator {
            Operator::Call { function_index } => Step::Call(function_index),
            Operator::Unreachable => Step::Unreachable,
            Operator::Block { .. } | Operator::If { .. } | Operator::Loop { .. } => {
                open.push((matches!(operator, Operator::Loop { .. }), Vec::new()));
                Step::Other
            }
            Operator::Br { relative_depth } => {
                let target =
                    open.len().checked_sub(1 + relative_depth as usize).and_then(|at| open.get_mut(at));
                if let Some((false, jumps)) = target {
                    jumps.push(at);
                }
                Step::To(None)
            }
            Operator::Else => {
                if let Some((_, jumps)) = open.last_mut() {
                    jumps.push(at);
                }
                Step::To(None)
            }
            Operator::End => {
                for jump in open.pop().into_iter().flat_map(|(_, jumps)| jumps) {
                    if let Some(step) = steps.get_mut(jump) {
                        *step = Step::To(Some(at));
                    }
                }
                Step::To(Some(at))
            }
            Operator::BrIf { .. } | Operator::BrTable { .. } | Operator::Return => Step::Other,
            _ => Step::Plain,
        };
        steps.push(step);
    }
    Ok((steps, places))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{BlockType, CodeSection, Function, FunctionSection, Instruction, Module};
    use wasmparser::{Parser, Payload};

    use super::calls;

    /// Of each call in a function of these operators: the callee, and whether it does not return.
    fn told(operators: &[Instruction]) -> Vec<(u32, bool)> {
        let mut function = Function::new([]);
        for operator in operators {
            function.instruction(operator);
        }
        let mut code = CodeSection::new();
        code.function(&function);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut module = Module::new();
        module.section(&functions).section(&code);
        let wasm = module.finish();
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            if let Ok(Payload::CodeSectionEntry(body)) = payload {
                found = calls(&body).unwrap();
            }
        }
        found.into_iter().map(|call| (call.callee, call.doomed.is_some())).collect()
    }

    use Instruction::{Block, Br, BrIf, Call, Else, End, I32Const, If, Loop, Unreachable};

    #[test]
    fn a_call_with_nothing_behind_it_does_not_return() {
        assert_eq!(told(&[Call(1), I32Const(0), Call(2), Unreachable, End]), [(1, false), (2, true)]);
        assert_eq!(told(&[Call(1), End]), [(1, false)]);
    }

    #[test]
    fn a_jump_to_where_nothing_is_counts_too() {
        let empty = BlockType::Empty;
        let shared = [Block(empty), I32Const(0), BrIf(0), Call(1), Br(0), End, Unreachable, End];
        assert_eq!(told(&shared), [(1, true)]);
        let branches = [I32Const(0), If(empty), Call(1), Else, Call(2), Br(1), End, Unreachable, End];
        assert_eq!(told(&branches), [(1, true), (2, false)]);
    }

    #[test]
    fn a_jump_back_goes_on() {
        assert_eq!(told(&[Loop(BlockType::Empty), Call(1), Br(0), End, Unreachable, End]), [(1, false)]);
    }
}
