#include "grids/storage/bare_text.h"

#include "grids/storage/memory_grid_file.h"
#include "grids/storage/text_file.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Throws InputError if the file is too small for its numbers, before memory is allocated for them.
/// Each number takes at least two bytes, and .gz compresses at most 1032 to 1.
void refuse_short_file(const std::string& path, const BareTextForm& form)
{
    constexpr double harmless = 1e7; // cells
    const double cells = static_cast<double>(form.rows) * static_cast<double>(form.columns);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    const double most
        = static_cast<double>(bytes + 1) / 2.0 * (path.ends_with(".gz") ? 1032.0 : 1.0);
    if (!error && cells > harmless && cells > most) {
        throw InputError(fmt::format("{}: {} bytes do not hold the {} rows x {} columns that "
                                     "the inventory declares; the file "
                                     "is cut short or is not of this inventory",
            path, bytes, form.rows, form.columns));
    }
}

/// Reads form.rows x form.columns numbers and returns them in grid order, row by row.
std::vector<double> read_values(const std::string& path, const BareTextForm& form)
{
    std::vector<double> values(form.rows * form.columns);
    std::size_t next = 0;
    TextLines lines = open_text(path);
    std::string_view line;
    while (lines.next(line)) {
        if (lines.number() <= form.skip_lines) {
            continue;
        }
        for (const std::string_view field : fields_of(line)) {
            const auto value = number_of(field);
            if (!value) {
                throw InputError(
                    fmt::format("{}: line {}: '{}' is not a number", path, lines.number(), field));
            }
            if (next < values.size()) {
                const std::size_t cell
                    = form.row_major ? next : (next % form.rows) * form.columns + next / form.rows;
                values[cell] = *value;
            }
            ++next;
        }
    }
    if (next != values.size()) {
        throw InputError(fmt::format("{}: {} numbers, but the inventory declares {} rows x {} "
                                     "columns = {}; the file is cut "
                                     "short or is not of this inventory",
            path, next, form.rows, form.columns, values.size()));
    }
    return values;
}

} // namespace

std::unique_ptr<GridFile> open_bare_text(const std::string& path, const BareTextForm& form)
{
    GridContents contents { .format = "bare text" };
    contents.grid.x = Axis(form.x_origin, form.x_step, form.columns);
    contents.grid.y = Axis(form.y_origin, form.y_step, form.rows);
    GridVariable variable;
    variable.name = "value";
    variable.type = ElementType::float64;
    variable.packing.nodata = form.nodata;
    contents.variables.push_back(std::move(variable));

    refuse_short_file(path, form);
    std::vector<std::vector<double>> values;
    values.push_back(read_values(path, form));
    return std::make_unique<MemoryGridFile>(path, std::move(contents), std::move(values));
}

} // namespace cityflux
