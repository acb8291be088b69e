#include "pipeline/command/main_program.h"

int main(int argc, char** argv)
{
    cityflux::prepare_process();
    return cityflux::main_program(argc, argv);
}
