#include "grids/storage/signed_bytes.h"

#include "grids/text/error.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>

#include <cpl_minixml.h>
#include <fmt/format.h>
#include <gdal_priv.h>

namespace cityflux {
namespace {

struct XmlDeleter {
    void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};
using Xml = std::unique_ptr<CPLXMLNode, XmlDeleter>;

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

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

/// Returns true if a source of a VRT, an XML element, has signed bytes. Sets `file` to its name.
bool is_signed_source(const CPLXMLNode* source, const std::string& path, std::string& file)
{
    file = CPLGetXMLValue(source, "SourceFilename", "");
    if (std::string_view(CPLGetXMLValue(source, "SourceFilename.relativeToVRT", "0")) == "1") {
        file = (std::filesystem::path(path).parent_path() / file).string();
    }
    const Dataset dataset(GDALDataset::Open(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
    const int number = std::atoi(CPLGetXMLValue(source, "SourceBand", "1"));
    return dataset && number >= 1 && number <= dataset->GetRasterCount()
        && has_signed_bytes(*dataset->GetRasterBand(number), file);
}

SourceBytes source_bytes(GDALRasterBand& band, const std::string& path)
{
    SourceBytes found;
    CSLConstList sources = band.GetMetadata("vrt_sources");
    for (CSLConstList entry = sources; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const Xml xml(CPLParseXMLString(text.substr(text.find('=') + 1).data()));
        const std::string_view type
            = xml ? CPLGetXMLValue(xml.get(), "SourceProperties.DataType", "Byte") : "unknown";
        std::string file;
        if (type == "Byte") {
            std::string& first
                = is_signed_source(xml.get(), path, file) ? found.signed_file : found.unsigned_file;
            first = first.empty() ? file : first;
        }
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
    const GDALDataset* dataset = band.GetDataset();
    if (dataset == nullptr
        || std::string_view(const_cast<GDALDataset*>(dataset)->GetDriverName()) != "VRT") {
        return false;
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
