#include "grids/storage/library_call.h"
#include "pipeline/command/command_line.h"
#include "pipeline/command/main_program.h"

#include <csignal>

int main(int argc, char** argv)
{
    // A file that grows beyond a limit is then an error of writing it, which is told, and not the end of the program.
    std::signal(SIGXFSZ, SIG_IGN);
    cityflux::refuse_files_on_library_faults(cityflux::ExitCode::input_refused);
    return cityflux::main_program(argc, argv);
}
