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

OGRLayer* sheet_of(GDALDataset& book, const std::string& name, const std::filesystem::path& file)
{
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
    throw InputError(name.empty()
            ? fmt::format("{}: the file has several sheets; say which with the key 'sheet': {}",
                file.string(), joined(names, ", "))
            : fmt::format(
                "{}: there is no sheet '{}'; it has {}", file.string(), name, joined(names, ", ")));
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
            throw InputError(fmt::format("{}: '{}' claims to unpack to {} bytes, which is no "
                                         "table; the file is damaged, get it "
                                         "anew, or save the sheet as CSV",
                file.string(), part->pszName, part->nSize));
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
    const std::filesystem::path& file, const std::string& sheet, std::size_t skip)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        throw InputError(fmt::format("{}: there is no such file", file.string()));
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
        throw InputError(
            fmt::format("{}: the spreadsheet cannot be opened{}{}; save it as CSV instead",
                file.string(), messages.last_error().empty() ? "" : ": ", messages.last_error()));
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
