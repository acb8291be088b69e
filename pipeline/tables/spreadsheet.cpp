#include "pipeline/tables/spreadsheet.h"

#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

/// RAII setting of GDAL in this thread.
class GdalSetting {
public:
    GdalSetting(const char* key, const char* value)
        : key_(key)
    {
        CPLSetThreadLocalConfigOption(key, value);
    }
    ~GdalSetting() { CPLSetThreadLocalConfigOption(key_, nullptr); }
    GdalSetting(const GdalSetting&) = delete;
    GdalSetting& operator=(const GdalSetting&) = delete;

private:
    const char* key_;
};

OGRLayer* sheet_of(
    GDALDataset& book, const std::optional<std::string>& sheet, const std::filesystem::path& file)
{
    const std::string name = sheet.value_or("");
    std::vector<std::string> names;
    for (OGRLayer* layer : book.GetLayers()) {
        names.emplace_back(layer->GetName());
        if (name == names.back()) {
            return layer;
        }
    }
    if (name.empty() && names.size() == 1) {
        return book.GetLayer(0);
    }
    if (!name.empty()) {
        throw InputError(ProblemCode::unknown, file.string(),
            fmt::format("unknown sheet '{}' (sheets: {})", name, joined(names, ", ")));
    }
    if (names.empty()) {
        throw InputError(ProblemCode::missing, file.string(), "missing sheets");
    }
    throw InputError(ProblemCode::ambiguous, file.string(),
        fmt::format("ambiguous sheet, the file has several: {}", joined(names, ", ")),
        sheet ? fmt::format("choose one by the key 'sheet', e.g. sheet = \"{}\"", names.front())
              : "save one sheet as CSV");
}

/// Throws InputError if the parts of the file (a zip) declare an unpacked size beyond that of any
/// table.
void check_unpacked_size(const std::filesystem::path& file)
{
    constexpr std::uintmax_t most_unpacked = 1'000'000'000;
    const std::string folder = "/vsizip/{" + file.string() + "}";
    const std::unique_ptr<VSIDIR, void (*)(VSIDIR*)> parts(
        VSIOpenDir(folder.c_str(), -1, nullptr), VSICloseDir);
    std::uintmax_t bytes = 0;
    while (const VSIDIREntry* part = parts ? VSIGetNextDirEntry(parts.get()) : nullptr) {
        bytes += std::min<std::uintmax_t>(part->nSize, most_unpacked + 1);
        if (bytes > most_unpacked) {
            throw InputError(ProblemCode::damaged, file.string(),
                fmt::format(
                    "damaged file: '{}' claims to unpack to {} bytes (a table has at most {})",
                    part->pszName, part->nSize, most_unpacked),
                "get the file again, or save the sheet as CSV");
        }
    }
}

} // namespace

bool is_spreadsheet(const std::filesystem::path& file)
{
    const std::string suffix = lower_case(file.extension().string());
    return suffix == ".xlsx" || suffix == ".ods";
}

std::vector<TextRow> read_spreadsheet(
    const std::filesystem::path& file, const std::optional<std::string>& sheet, std::size_t skip)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        throw InputError(ProblemCode::missing, file.string(), "missing file");
    }
    static std::once_flag once;
    std::call_once(once, [] { GDALAllRegister(); });
    const GdalMessages messages;
    // Without header and inferred types, GDAL returns every row as texts, numbered as in the sheet.
    const GdalSetting no_header_xlsx("OGR_XLSX_HEADERS", "DISABLE");
    const GdalSetting no_header_ods("OGR_ODS_HEADERS", "DISABLE");
    const GdalSetting texts_xlsx("OGR_XLSX_FIELD_TYPES", "STRING");
    const GdalSetting texts_ods("OGR_ODS_FIELD_TYPES", "STRING");
    const LibraryCall call("GDAL", file.c_str(), "unzip -t");
    check_unpacked_size(file);
    const char* const drivers[] = { "XLSX", "ODS", nullptr };
    const std::unique_ptr<GDALDataset> book(GDALDataset::Open(
        file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!book) {
        const std::string reason = messages.last_error();
        throw InputError(ProblemCode::unreadable, file.string(),
            reason.empty() ? "unreadable spreadsheet"
                           : fmt::format("unreadable spreadsheet ({})", reason),
            "save the sheet as CSV");
    }
    OGRLayer* layer = sheet_of(*book, sheet, file);
    std::vector<TextRow> rows;
    for (const auto& feature : layer) {
        TextRow row;
        row.number = static_cast<std::size_t>(feature->GetFID());
        if (row.number <= skip) {
            continue;
        }
        for (int i = 0; i < feature->GetFieldCount(); ++i) {
            row.fields.emplace_back(feature->IsFieldSetAndNotNull(i)
                    ? without_blanks(feature->GetFieldAsString(i))
                    : "");
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace cityflux
