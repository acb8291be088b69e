#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/program/file_hashes.h"

#include <string>
#include <vector>

namespace cityflux {

/// Origin of an output, recorded in its manifest. `cities` and `hashes` must outlive it.
struct Provenance {
    const CityList& cities; ///< all cities of the file of outlines
    FileHashes& hashes; ///< of the input files and the outlines
    std::vector<std::string> command; ///< words of the command line, the program first
};

} // namespace cityflux
