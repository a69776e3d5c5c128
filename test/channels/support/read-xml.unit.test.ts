import { readXml } from './read-xml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

describe('readXml', () => {
	it('names the elements of what is well-formed', () => {
		expect(readXml(`${declaration}<Response/>`)).toEqual(['Response']);
		expect(
			readXml(`${declaration}<Response><Say voice="a&amp;b" x='1'>é &lt; &#233; 🙂</Say><Hangup/></Response>`),
		).toEqual(['Response', 'Say', 'Hangup']);
	});
	it.each([
		'',
		declaration,
		'words',
		'<Response>',
		'</Response>',
		'<Response></Respons>',
		'<Response><Say></Response></Say>',
		'<Response/><Response/>',
		'<Response/>words',
		'words<Response/>',
		'<Response>a & b</Response>',
		'<Response>&nbsp;</Response>',
		'<Response>a < b</Response>',
		'<Response>\0</Response>',
		'<Response>&amp;\uD83D</Response>',
		'<Response>\uFFFE</Response>',
		'<Say voice="a"b"/>',
		'<Say voice="a&b"/>',
		'<Say voice="<"/>',
		'<Say voice=a/>',
		'<Say voice/>',
		'<Say voice="a" voice="b"/>',
		'<Response><!-- words --></Response>',
		'<Response><![CDATA[words]]></Response>',
		'<!DOCTYPE x><Response/>',
		` ${declaration}<Response/>`,
		'<1/>',
	])('finds %j wrong', (document) => {
		expect(readXml(document)).toEqual(expect.any(String));
	});
});
