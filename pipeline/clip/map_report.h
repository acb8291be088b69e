#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/output/output_file.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Report on a written file of maps.
struct MapReport {
    std::filesystem::path file;
    std::size_t city = 0; ///< index in the totals table
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<SheetBand> bands;
    std::vector<WrittenBand> written; ///< one for each band
    std::optional<std::filesystem::path> picture;
    std::string proxy_note; ///< note on the use of a proxy; "" if there is none
    bool without_centre = false; ///< with MapMask::centre, no cell has its centre in the city
    /// Single file asked for and its picture, complete but not yet committed, because the
    /// manifest belongs to them.
    std::unique_ptr<OutputFile> uncommitted;
    std::unique_ptr<OutputFile> uncommitted_picture;
};

} // namespace cityflux
