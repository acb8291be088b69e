#include "pipeline/resident_memory.h"

#include <algorithm>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace cityflux {

std::size_t resident_bytes()
{
    std::ifstream pages("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    if (!(pages >> all >> resident)) {
        return 0;
    }
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t most_resident_bytes()
{
    rusage usage {};
    return getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::size_t>(usage.ru_maxrss) * 1024 : 0;
}

std::size_t left_for_tiles(std::size_t allowed, std::size_t resident)
{
    const std::size_t all = allowed + memory_of_program;
    return resident >= all ? 0 : std::min(allowed, all - resident);
}

} // namespace cityflux
