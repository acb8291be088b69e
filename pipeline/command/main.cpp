#include "grids/library_call.h"
#include "pipeline/command/command_line.h"
#include "pipeline/command/main_program.h"

int main(int argc, char** argv)
{
    cityflux::refuse_files_on_library_faults(cityflux::ExitCode::input_refused);
    return cityflux::main_program(argc, argv);
}
