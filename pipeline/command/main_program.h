#pragma once

namespace cityflux {

/// Prepares a process for the program: signals become refusals (LibraryCall) or write errors.
void prepare_process();

/// Runs the program: parses the command line, runs the command and prints errors. Returns the exit
/// code. May be called several times in one process.
int main_program(int argc, const char* const* argv);

} // namespace cityflux
