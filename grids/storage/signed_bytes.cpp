#include "grids/storage/signed_bytes.h"

#include "grids/storage/dataset_pool.h"
#include "grids/storage/vrt_sources.h"
#include "grids/text/error.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>

namespace cityflux {
namespace {

bool is_declared_signed(GDALRasterBand& band)
{
    const char* pixel = band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE");
    return band.GetRasterDataType() == GDT_Byte && pixel != nullptr
        && std::string_view(pixel) == "SIGNEDBYTE";
}

/// Signedness of the bytes in the sources of a band of a VRT.
struct SourceBytes {
    std::string signed_file; ///< the first file with signed bytes, or ""
    std::string unsigned_file; ///< the first file with unsigned bytes, or ""
};

bool is_signed_source(const VrtSource& source)
{
    const Dataset dataset = open_dataset(source.file);
    return dataset && source.band >= 1 && source.band <= dataset->GetRasterCount()
        && has_signed_bytes(*dataset->GetRasterBand(source.band), source.file);
}

SourceBytes source_bytes(GDALRasterBand& band, const std::string& path)
{
    std::vector<VrtSource> sources = vrt_sources(band, path);
    if (band.GetRasterDataType() != GDT_Byte && sources.size() > 1) {
        sources.resize(1); // of the many files of a mosaic, which have one type
    }
    SourceBytes found;
    for (const VrtSource& source : sources) {
        std::string& first = is_signed_source(source) ? found.signed_file : found.unsigned_file;
        first = first.empty() ? source.file : first;
    }
    return found;
}

} // namespace

bool has_signed_bytes(GDALRasterBand& band, const std::string& path)
{
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 7, 0)
    (void)path;
    return band.GetRasterDataType() == GDT_Int8;
#else
    if (is_declared_signed(band)) {
        return true;
    }
    const SourceBytes sources = source_bytes(band, path);
    if (sources.signed_file.empty()) {
        return false;
    }
    if (!sources.unsigned_file.empty()) {
        throw InputError(ProblemCode::inconsistent, path,
            fmt::format("inconsistent sources: the bytes of {} are signed, those of {} are not",
                sources.signed_file, sources.unsigned_file),
            "make one VRT of each, e.g. with gdalbuildvrt");
    }
    if (band.GetRasterDataType() != GDT_Byte) {
        throw InputError(ProblemCode::unsupported, path,
            fmt::format("unsupported conversion of the signed bytes of {}, which GDAL {} reads as "
                        "unsigned here",
                sources.signed_file, GDALVersionInfo("RELEASE_NAME")),
            fmt::format("name the file itself: {}", sources.signed_file));
    }
    return true;
#endif
}

} // namespace cityflux
