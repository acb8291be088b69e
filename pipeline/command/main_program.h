#pragma once

namespace cityflux {

/// Prepares a process for the program: signals become refusals (LibraryCall) or errors of writing.
void prepare_process();

/// The whole program: parses the words of the command line, runs the command, says what is wrong. Returns the exit code. May be
/// called several times by one process.
int main_program(int argc, const char* const* argv);

} // namespace cityflux
