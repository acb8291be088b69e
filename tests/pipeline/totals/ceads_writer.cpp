#include "tests/pipeline/totals/ceads_writer.h"

#include <fstream>

#include <fmt/format.h>

namespace cityflux {

namespace fs = std::filesystem;

Files write_ceads_table(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("CEADs_CO2_grid_{}.csv", written_year);
    std::ofstream file(path);
    file << "lon,lat,value\n";
    const Lattice& l = field.lattice;
    for (std::size_t r = 0; r < l.rows; ++r) {
        for (std::size_t c = 0; c < l.columns; ++c) {
            file << table_line(l.x_centre(c), l.y_centre(r), field.tonnes[r * l.columns + c], ',');
        }
    }
    return { path };
}

} // namespace cityflux
