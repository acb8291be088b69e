#include "grids/storage/bare_text.h"

#include "grids/storage/memory_grid_file.h"
#include "grids/storage/text_file.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"

#include <filesystem>

#include <fmt/format.h>

namespace cityflux {
namespace {

class BareText final : public MemoryGridFile {
public:
    BareText(const std::string& path, const BareTextForm& form)
        : MemoryGridFile(path)
    {
        format_ = "bare text";
        grid_.x = Axis(form.x_origin, form.x_step, form.columns);
        grid_.y = Axis(form.y_origin, form.y_step, form.rows);
        GridVariable variable;
        variable.name = "value";
        variable.type = ElementType::float64;
        variable.packing.nodata = form.nodata;
        variables_.push_back(std::move(variable));

        refuse_short_file(form);
        std::vector<double> values(grid_.cells());
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
                    throw InputError(fmt::format(
                        "{}: line {}: '{}' is not a number", path, lines.number(), field));
                }
                if (next < values.size()) {
                    const std::size_t place = form.row_major
                        ? next
                        : (next % form.rows) * form.columns + next / form.rows;
                    values[place] = *value;
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
        values_.push_back(std::move(values));
    }

private:
    /// Throws InputError if the file is too small for its numbers, before memory is allocated for
    /// them. Each number takes at least two bytes, and .gz compresses at most 1032 to 1.
    void refuse_short_file(const BareTextForm& form) const
    {
        constexpr double harmless = 1e7; // cells
        const double cells = static_cast<double>(form.rows) * static_cast<double>(form.columns);
        std::error_code error;
        const auto bytes = std::filesystem::file_size(path_, error);
        const double most
            = static_cast<double>(bytes + 1) / 2.0 * (path_.ends_with(".gz") ? 1032.0 : 1.0);
        if (!error && cells > harmless && cells > most) {
            throw InputError(fmt::format("{}: {} bytes do not hold the {} rows x {} columns that "
                                         "the inventory declares; the file "
                                         "is cut short or is not of this inventory",
                path_, bytes, form.rows, form.columns));
        }
    }
};

} // namespace

std::unique_ptr<GridFile> open_bare_text(const std::string& path, const BareTextForm& form)
{
    return std::make_unique<BareText>(path, form);
}

} // namespace cityflux
